package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HeaderModifiersExampleTest {

    private static RunningExample example;

    @BeforeAll
    static void start() {
        example = RunningExample.start("header-modifiers");
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    @Test
    void backendSeesChangedRequestHeaders() {
        var answer = example.to("shop", 80)
                .host("request.example.com")
                .header("X-Shop", "from-client")
                .header("X-Trail", "client")
                .header("X-Secret", "hidden")
                .path("/");

        assertThat(answer.seenHeader("x-shop")).isEqualTo("set-by-sluice");
        assertThat(answer.seenHeader("x-trail")).isEqualTo("client, sluice");
        assertThat(answer.seenHeader("x-secret")).isEmpty();
    }

    @Test
    void clientSeesChangedResponseHeaders() {
        var answer = example.to("shop", 80).host("response.example.com").path("/");

        assertThat(answer.headers().get("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.headers().get("X-Served-By")).isEqualTo("sluice");
        assertThat(answer.headers().contains("X-Backend")).isFalse();
    }
}
