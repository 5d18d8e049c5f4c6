package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CorsExampleTest {

    private static RunningExample example;

    @BeforeAll
    static void start() {
        example = RunningExample.start("cors");
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    private static final String ALLOWED = "access-control-allow-origin";

    @Test
    void aPreflightOfTheShopIsAnsweredWithoutTheBackend() {
        var answer = preflight("https://shop.example.com").path("/carts/7");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().get(ALLOWED)).isEqualTo("https://shop.example.com");
        assertThat(answer.headers().get("access-control-allow-credentials")).isEqualTo("true");
        assertThat(answer.headers().get("access-control-allow-methods")).isEqualTo("GET, PUT, DELETE");
        assertThat(answer.headers().get("access-control-allow-headers")).isEqualTo("content-type, x-request-id");
        assertThat(answer.headers().get("access-control-max-age")).isEqualTo("600");
    }

    @Test
    void aPreflightOfAnotherSiteGetsNoPermission() {
        assertThat(preflight("https://evil.example.net")
                        .path("/carts/7")
                        .headers()
                        .get(ALLOWED))
                .isNull();
    }

    @Test
    void aSiteBelowTheWildcardMayReadTheAnswer() {
        var answer = example.to("shop", 80)
                .host("api.example.com")
                .header("Origin", "https://a.b.example.org")
                .path("/carts/7");

        assertThat(answer.backend()).isEqualTo("first");
        assertThat(answer.headers().get(ALLOWED)).isEqualTo("https://a.b.example.org");
        assertThat(answer.headers().get("access-control-expose-headers")).isEqualTo("x-backend");
    }

    @Test
    void pricesAreForEverybody() {
        assertThat(example.to("shop", 80)
                        .host("api.example.com")
                        .header("Origin", "https://any.example.net")
                        .path("/prices")
                        .headers()
                        .get(ALLOWED))
                .isIn("*", "https://any.example.net");
    }

    private static TestRequest preflight(String origin) {
        return example.to("shop", 80)
                .host("api.example.com")
                .options()
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "PUT");
    }
}
