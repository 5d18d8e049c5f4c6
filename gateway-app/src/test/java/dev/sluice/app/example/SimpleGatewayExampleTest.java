package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SimpleGatewayExampleTest {

    private static RunningExample example;

    @BeforeAll
    static void start() {
        example = RunningExample.start("simple-gateway");
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    @Test
    void everyHostAndPathReachesTheBackend() {
        assertThat(example.to("shop", 80).host("any.example.com").path("/any").backend())
                .isEqualTo("first");
        assertThat(example.to("shop", 80).host("localhost").path("/").seenTarget())
                .isEqualTo("/");
    }

    /** Spring makes links and redirects of it, which would lead to port 80 otherwise. */
    @Test
    void backendsSeeThePortThatTheClientUsed() {
        assertThat(example.to("shop", 80).host("localhost:8080").path("/").seenHeader("x-forwarded-port"))
                .isEqualTo("8080");
    }
}
