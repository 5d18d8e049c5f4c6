package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HttpRoutingExampleTest {

    private static RunningExample example;

    @BeforeAll
    static void start() {
        example = RunningExample.start("http-routing");
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    @Test
    void pathsAreMatchedFromTheMostSpecific() {
        assertThat(shop().path("/").backend()).isEqualTo("first");
        assertThat(shop().path("/login").backend()).isEqualTo("first");
        assertThat(shop().path("/login/help").backend()).isEqualTo("second");
        assertThat(shop().path("/loginpage").backend()).isEqualTo("first");
    }

    @Test
    void methodsAreMatched() {
        assertThat(shop().path("/orders").backend()).isEqualTo("first");
        assertThat(shop().post().path("/orders").backend()).isEqualTo("second");
    }

    @Test
    void headersAreMatched() {
        assertThat(shop().header("env", "canary").path("/").backend()).isEqualTo("second");
        assertThat(shop().header("env", "other").path("/").backend()).isEqualTo("first");
    }

    @Test
    void wildcardHostnameIsAnotherRoute() {
        assertThat(example.to("shop", 80).host("a.apps.example.com").path("/").backend())
                .isEqualTo("second");
        assertThat(example.to("shop", 80).host("apps.example.com").path("/").status())
                .isEqualTo(404);
    }

    private static TestRequest shop() {
        return example.to("shop", 80).host("shop.example.com");
    }
}
