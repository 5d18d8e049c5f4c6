package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CrossNamespaceExampleTest {

    private static RunningExample example;

    @BeforeAll
    static void start() {
        example = RunningExample.start("cross-namespace");
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    @Test
    void grantedServiceOfAnotherNamespaceAnswers() {
        assertThat(example.to("edge", 80).host("shop.example.com").path("/").backend())
                .isEqualTo("first");
    }

    @Test
    void serviceWithoutGrantAnswers500() {
        var answer = example.to("edge", 80).host("shop.example.com").path("/payments");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(example.pipeline().current().statuses().toString()).contains("RefNotPermitted");
    }

    @Test
    void routeOfANamespaceThatIsNotAllowedIsNotAttached() {
        assertThat(example.to("edge", 80)
                        .host("elsewhere.example.com")
                        .path("/")
                        .status())
                .isEqualTo(404);
        assertThat(example.pipeline().current().statuses().toString()).contains("NotAllowedByListeners");
    }
}
