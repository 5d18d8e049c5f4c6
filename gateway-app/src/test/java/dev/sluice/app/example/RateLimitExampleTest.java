package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RateLimitExampleTest {

    private static RunningExample example;

    @BeforeAll
    static void start() {
        example = RunningExample.start("rate-limit");
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    private static TestRequest shop() {
        return example.to("shop", 80).host("shop.example.com");
    }

    private static int orders(String consumer) {
        return shop().header("X-Consumer", consumer).path("/orders").status();
    }

    @Test
    void eachConsumerHasThreeRequests() {
        for (int i = 0; i < 3; i++) {
            assertThat(orders("carol")).isEqualTo(200);
        }
        assertThat(orders("carol")).isEqualTo(429);
        assertThat(orders("dave")).isEqualTo(200);
    }

    @Test
    void everythingElseHasALimitOfItsOwn() {
        assertThat(shop().path("/").backend()).isEqualTo("first");
    }
}
