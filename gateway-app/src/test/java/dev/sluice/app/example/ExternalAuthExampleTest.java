package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ExternalAuthExampleTest {

    private static RunningExample example;

    @BeforeAll
    static void start() {
        example = RunningExample.start("external-auth");
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    @Test
    void allowedRequestsReachTheBackend() {
        var answer = shop().header("x-user-id", "root").path("/orders");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.backend()).isEqualTo("first");
        assertThat(answer.body()).doesNotContain("root");
    }

    @Test
    void deniedRequestsAreAnsweredByTheAuthorizer() {
        var answer = shop().path("/orders?status=401");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.backend()).isEqualTo("second");
    }

    @Test
    void otherRulesAreNotAskedAbout() {
        assertThat(shop().path("/health?status=401").backend()).isEqualTo("first");
    }

    private static TestRequest shop() {
        return example.to("shop", 80).host("shop.example.com");
    }
}
