package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedirectsExampleTest {

    private static RunningExample example;

    @BeforeAll
    static void start() {
        example = RunningExample.start("redirects");
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    @Test
    void httpIsSentToHttps() {
        var answer = example.to("shop", 80).host("shop.example.com").path("/cart?item=1");

        assertThat(answer.status()).isEqualTo(301);
        assertThat(answer.headers().get("Location")).isEqualTo("https://shop.example.com:8443/cart?item=1");
    }

    @Test
    void httpsIsServed() {
        assertThat(secure("/").backend()).isEqualTo("first");
    }

    @Test
    void prefixIsReplaced() {
        var answer = secure("/old/cart");

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.headers().get("Location")).isEqualTo("https://shop.example.com/new/cart");
    }

    /** Port 443 is opened as another one on this machine. */
    @Test
    void aClientIsSentToThePortThatItAskedFor() {
        int port = example.port("shop", 443);

        var answer = example.to("shop", 443)
                .tls("shop.example.com")
                .host("shop.example.com:" + port)
                .path("/old/cart");

        assertThat(answer.headers().get("Location")).isEqualTo("https://shop.example.com:%d/new/cart".formatted(port));
    }

    @Test
    void wholePathIsReplaced() {
        var answer = secure("/gone/for/good");

        assertThat(answer.status()).isEqualTo(301);
        assertThat(answer.headers().get("Location")).isEqualTo("https://archive.example.com/away");
    }

    private static TestRequest.Answer secure(String path) {
        return example.to("shop", 443)
                .tls("shop.example.com")
                .host("shop.example.com")
                .path(path);
    }
}
