package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ClientCertificatesExampleTest {

    private static final Path ALICE = RunningExample.EXAMPLES.resolve("client-certificates/alice.pem");

    private static RunningExample example;

    @BeforeAll
    static void start() {
        example = RunningExample.demo("client-certificates");
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    private static TestRequest secure() {
        return example.to("shop", 443).tls("shop.example.com").host("shop.example.com");
    }

    @Test
    void clientWithACertificateOfTheIssuerIsServed() {
        assertThat(secure().certificate(ALICE).path("/").backend()).isEqualTo("shop");
    }

    @Test
    void clientWithoutACertificateIsRefusedInItsHandshake() {
        assertThatThrownBy(() -> secure().path("/")).hasRootCauseInstanceOf(IOException.class);
    }
}
