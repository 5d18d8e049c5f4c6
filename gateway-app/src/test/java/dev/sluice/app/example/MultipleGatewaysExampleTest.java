package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MultipleGatewaysExampleTest {

    private static RunningExample example;

    @BeforeAll
    static void start() {
        example = RunningExample.start("multiple-gateways");
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    @Test
    void eachGatewayHasAPortOfItsOwn() {
        assertThat(example.to("public", 80).host("shop.example.com").path("/").backend())
                .isEqualTo("first");
        assertThat(example.to("internal", 80)
                        .host("admin.example.com")
                        .path("/")
                        .backend())
                .isEqualTo("second");
    }

    @Test
    void routeIsNotReachableThroughAnotherGateway() {
        assertThat(example.to("public", 80).host("admin.example.com").path("/").status())
                .isEqualTo(404);
        assertThat(example.to("internal", 80).host("shop.example.com").path("/").status())
                .isEqualTo(404);
    }
}
