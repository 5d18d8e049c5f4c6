package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class QuickstartExampleTest {

    private static final Duration ONE_SECOND = Duration.ofSeconds(1);

    private RunningExample example;

    @BeforeEach
    void start() {
        example = RunningExample.start("quickstart");
    }

    @AfterEach
    void stop() {
        example.close();
    }

    @Test
    void httpAndHttpsAnswer() {
        assertThat(shop().path("/").backend()).isEqualTo("first");
        assertThat(example.to("shop", 443)
                        .tls("localhost")
                        .host("shop.example.com")
                        .path("/")
                        .backend())
                .isEqualTo("first");
    }

    @Test
    void anotherHostAnswers404() {
        assertThat(example.to("shop", 80).host("other.example.com").path("/").status())
                .isEqualTo(404);
    }

    @Test
    void changedWeightIsSeenWithinASecond() {
        example.edit("routes.yaml", "weight: 0", "weight: 1000");
        example.edit("routes.yaml", "weight: 100\n", "weight: 0\n");

        await().atMost(ONE_SECOND)
                .untilAsserted(() -> assertThat(shop().path("/").backend()).isEqualTo("second"));
    }

    @Test
    void brokenYamlIsToldAndTrafficGoesOn() {
        example.edit("routes.yaml", "weight: 0", "weihgt: 0");

        await().atMost(ONE_SECOND)
                .untilAsserted(() ->
                        assertThat(example.pipeline().current().problems()).isNotEmpty());
        assertThat(example.pipeline().current().problems().getFirst().toString())
                .contains("routes.yaml:17:11")
                .contains("weihgt");
        assertThat(shop().path("/").backend()).isEqualTo("first");
    }

    private TestRequest shop() {
        return example.to("shop", 80).host("shop.example.com");
    }

    @Nested
    class Management {

        @Test
        void probesAnswerOnTheManagementPort() {
            assertThat(example.toManagement().path("/actuator/health/readiness").status())
                    .isEqualTo(200);
            assertThat(example.toManagement().path("/actuator/health/liveness").status())
                    .isEqualTo(200);
        }

        @Test
        void whatIsNotNamedIsOff() {
            for (String endpoint : new String[] {"env", "beans", "configprops", "loggers", "heapdump", "shutdown"}) {
                assertThat(example.toManagement().path("/actuator/" + endpoint).status())
                        .as(endpoint)
                        .isEqualTo(404);
            }
        }

        @Test
        void whatIsNamedAnswers() {
            for (String endpoint : new String[] {"info", "metrics", "prometheus", "gateway/routes", "sluice"}) {
                assertThat(example.toManagement().path("/actuator/" + endpoint).status())
                        .as(endpoint)
                        .isEqualTo(200);
            }
        }

        @Test
        void nothingOfItAnswersOnADataPort() {
            assertThat(shop().path("/actuator/health").backend()).isEqualTo("first");
            assertThat(example.to("shop", 80)
                            .host("localhost")
                            .path("/actuator/health")
                            .status())
                    .isEqualTo(404);
        }
    }
}
