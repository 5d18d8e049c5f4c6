package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TimeoutsRetriesExampleTest {

    private static RunningExample example;

    @BeforeAll
    static void start() {
        example = RunningExample.start("timeouts-retries");
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    @Test
    void whatTakesTooLongIsAnswered504() {
        assertThat(shop("/?delay=5s").status()).isEqualTo(504);
        assertThat(shop("/").status()).isEqualTo(200);
    }

    @Test
    void zeroIsNoLimit() {
        assertThat(shop("/reports?delay=1s").status()).isEqualTo(200);
    }

    @Test
    void aBackendThatFailsIsAskedTwiceMore() {
        var answer = shop("/stock?status=503&times=2");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.backend()).isEqualTo("second");
    }

    @Test
    void theLastFailureIsHandedOn() {
        assertThat(shop("/stock?status=503").status()).isEqualTo(503);
    }

    @Test
    void whatTheRuleDoesNotNameIsNotRepeated() {
        assertThat(shop("/stock?status=500&times=1").status()).isEqualTo(500);
    }

    private static TestRequest.Answer shop(String path) {
        return example.to("shop", 80).host("shop.example.com").path(path);
    }
}
