package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TlsExampleTest {

    private static RunningExample example;

    @BeforeAll
    static void start() {
        example = RunningExample.start("tls");
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    @Test
    void serverNameChoosesTheCertificate() {
        var shop = secure("shop.example.com");
        var app = secure("a.apps.example.com");

        assertThat(shop.certificate()).contains("CN=shop.example.com");
        assertThat(shop.backend()).isEqualTo("first");
        assertThat(app.certificate()).contains("CN=*.apps.example.com");
        assertThat(app.backend()).isEqualTo("second");
    }

    @Test
    void nameThatNoListenerHasGetsNoCertificate() {
        assertThatThrownBy(() -> secure("other.example.com")).hasRootCauseInstanceOf(IOException.class);
    }

    private static TestRequest.Answer secure(String name) {
        return example.to("shop", 443).tls(name).host(name).path("/");
    }
}
