package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SpringFilterExampleTest {

    private static RunningExample example;

    @BeforeAll
    static void start() {
        example = RunningExample.start("spring-filter");
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    @Test
    void filterOfSpringCloudGatewayIsApplied() {
        var answer = example.to("shop", 80).host("shop.example.com").path("/");

        assertThat(answer.backend()).isEqualTo("first");
        assertThat(answer.seenHeader("x-stamp")).isEqualTo("from-spring");
    }
}
