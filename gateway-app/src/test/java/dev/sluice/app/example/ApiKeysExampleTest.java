package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ApiKeysExampleTest {

    private static RunningExample example;

    @BeforeAll
    static void start() {
        example = RunningExample.start("api-keys");
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    private static TestRequest shop() {
        return example.to("shop", 80).host("shop.example.com");
    }

    @Test
    void consumerOfAKeyIsForwarded() {
        var answer = shop().header("x-api-key", "Yb81nQz0sLp4EhWu").path("/");

        assertThat(answer.seenHeader("x-consumer")).isEqualTo("batch-job");
        assertThat(answer.body()).doesNotContain("Yb81nQz0sLp4EhWu");
    }

    @Test
    void requestWithoutAKeyIsRefused() {
        var answer = shop().header("x-consumer", "alice").path("/");

        assertThat(answer.status()).isEqualTo(401);
    }
}
