package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.util.ClassUtils;

class BasicAuthExampleTest {

    private static RunningExample example;

    @BeforeAll
    static void start() {
        example = RunningExample.start("basic-auth");
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    private static TestRequest shop() {
        return example.to("shop", 80).host("shop.example.com");
    }

    @Test
    void userWithThePasswordIsServed() {
        var answer = shop().header("authorization", "Basic YWxpY2U6Y29ycmVjdCBob3JzZQ==")
                .path("/");

        assertThat(answer.seenHeader("x-user")).isEqualTo("alice");
        assertThat(answer.body()).doesNotContain("YWxpY2U6");
    }

    @Test
    void requestWithoutAPasswordIsRefused() {
        assertThat(shop().path("/").status()).isEqualTo(401);
    }

    /** Spring Security's classes for passwords are there, and nothing that guards the application by itself. */
    @Test
    void otherRulesNeedNoPassword() {
        assertThat(shop().path("/health").status()).isEqualTo(200);
        assertThat(ClassUtils.isPresent(
                        "org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration", null))
                .isFalse();
    }
}
