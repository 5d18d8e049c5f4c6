package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RetryBudgetExampleTest {

    private static RunningExample example;

    @BeforeAll
    static void start() {
        example = RunningExample.start("retry-budget");
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    private static TestRequest.Answer failing() {
        return example.to("shop", 80).path("/?status=500");
    }

    @Test
    void retriesBeyondTheBudgetAreRefused() {
        assertThat(failing().status()).isEqualTo(500);
        assertThat(failing().status()).isEqualTo(500);
        var refused = failing();

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.headers().get("retry-after")).isEqualTo("1");
    }
}
