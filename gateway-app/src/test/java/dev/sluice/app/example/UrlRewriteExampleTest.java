package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class UrlRewriteExampleTest {

    private static RunningExample example;

    @BeforeAll
    static void start() {
        example = RunningExample.start("url-rewrite");
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    @Test
    void prefixAndHostAreRewritten() {
        var answer = shop("/api/v1/cart?item=1");

        assertThat(answer.seenTarget()).isEqualTo("/cart?item=1");
        assertThat(answer.seenHeader("host")).isEqualTo("api.internal.example.com");
    }

    @Test
    void wholePathIsRewritten() {
        var answer = shop("/health/deep");

        assertThat(answer.seenTarget()).isEqualTo("/status");
        assertThat(answer.backend()).isEqualTo("second");
        assertThat(answer.seenHeader("host")).isEqualTo("shop.example.com");
    }

    private static TestRequest.Answer shop(String path) {
        return example.to("shop", 80).host("shop.example.com").path(path);
    }
}
