package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TlsPassthroughExampleTest {

    private static RunningExample example;

    @BeforeAll
    static void start() {
        example = RunningExample.demo("tls-passthrough");
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    private static TestRequest.Answer get(String serverName) {
        return example.to("public", 443).tls(serverName).host(serverName).path("/");
    }

    @Test
    void backendOfAPassthroughListenerEndsTheTlsOfTheClient() {
        var answer = get("bank.example.com");

        assertThat(answer.certificate()).contains("CN=bank.example.com");
        assertThat(answer.body()).contains("\"backend\" : \"bank\"", "\"serverName\" : \"bank.example.com\"");
    }

    @Test
    void backendOfATerminateListenerGetsWhatWasInsideAndNoHeaderOfOurs() {
        var answer = get("shop.example.com");

        assertThat(answer.certificate()).contains("CN=shop.example.com");
        assertThat(answer.body()).contains("\"backend\" : \"shop\"").doesNotContain("\"tls\"", "x-forwarded");
    }

    @Test
    void nameWithoutARouteIsRefused() {
        assertThatThrownBy(() -> get("other.example.com")).hasRootCauseInstanceOf(IOException.class);
    }
}
