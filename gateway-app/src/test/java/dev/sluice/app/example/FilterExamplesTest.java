package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

/** The filters that Sluice brings: who is served, and who is not. */
class FilterExamplesTest {

    @Test
    void keyOpensTheShopAndNamesItsConsumer() {
        try (var example = RunningExample.start("api-keys")) {
            assertThat(shop(example).path("/").status()).isEqualTo(401);

            var served = shop(example).header("x-api-key", "kj3D9wqk2mV7cXtR").path("/");

            assertThat(served.status()).isEqualTo(200);
            assertThat(served.body()).contains("alice").doesNotContain("kj3D9wqk2mV7cXtR");
        }
    }

    @Test
    void addressOfTheClientDecides() {
        try (var example = RunningExample.start("ip-access")) {
            assertThat(shop(example).path("/").status()).isEqualTo(200);
            assertThat(shop(example).path("/admin").status()).isEqualTo(403);
        }
    }

    @Test
    void passwordOpensAllButTheHealthCheck() {
        try (var example = RunningExample.start("basic-auth")) {
            assertThat(shop(example).path("/").status()).isEqualTo(401);
            assertThat(shop(example).path("/health").status()).isEqualTo(200);
        }
    }

    @Test
    void requestsWithoutATokenAreRefused() {
        try (var example = RunningExample.start("jwt")) {
            assertThat(shop(example).path("/").status()).isEqualTo(401);
            assertThat(shop(example)
                            .header("authorization", "Bearer eyJhbGciOiJub25lIn0.e30.")
                            .path("/")
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void eachConsumerHasItsOwnLimit() {
        try (var example = RunningExample.start("rate-limit")) {
            for (int request = 0; request < 3; request++) {
                assertThat(orders(example, "alice")).isEqualTo(200);
            }
            assertThat(orders(example, "alice")).isEqualTo(429);
            assertThat(orders(example, "bob")).isEqualTo(200);
        }
    }

    private static int orders(RunningExample example, String consumer) {
        return shop(example).header("x-consumer", consumer).path("/orders").status();
    }

    @Test
    void failingBackendGetsNoRequestsForAWhile() {
        try (var example = RunningExample.start("circuit-breaking")) {
            for (int request = 0; request < 4; request++) {
                assertThat(shop(example).path("/orders?status=500").status()).isEqualTo(500);
            }
            assertThat(shop(example).path("/orders").status()).isEqualTo(503);
            assertThat(shop(example).path("/").status()).isEqualTo(200);
            await().until(() -> shop(example).path("/orders").status() == 200);
        }
    }

    @Test
    void bodyWithinTheLimitIsForwarded() {
        try (var example = RunningExample.start("request-size")) {
            assertThat(shop(example).post().path("/").status()).isEqualTo(200);
        }
    }

    @Test
    void clientsThatWantGzipGetIt() {
        try (var example = RunningExample.start("compression")) {
            var asked = shop(example).header("accept-encoding", "gzip").path("/");
            assertThat(asked.headers().get("content-encoding")).isEqualTo("gzip");

            assertThat(shop(example).path("/").headers().contains("content-encoding"))
                    .isFalse();
        }
    }

    private static TestRequest shop(RunningExample example) {
        return example.to("shop", 80).host("shop.example.com");
    }
}
