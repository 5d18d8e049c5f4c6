package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.testkit.ExpectsErrorLog;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExpectsErrorLog("unknown field \"weihgt\"")
class QuickstartExampleTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static TestRequest shop(RunningExample example) {
        return example.to("shop", 80).host("shop.example.com");
    }

    @Nested
    class AnEdit {

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
        void ofAWeightIsFollowedByRequests() {
            example.edit("routes.yaml", "weight: 0", "weight: 1000");
            example.edit("routes.yaml", "weight: 100\n", "weight: 0\n");

            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(shop(example).path("/").backend()).isEqualTo("second"));
        }

        @Test
        void thatBreaksTheYamlIsReportedAndTrafficGoesOn() {
            example.edit("routes.yaml", "weight: 0", "weihgt: 0");

            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(example.pipeline().current().problems()).isNotEmpty());
            assertThat(example.pipeline().current().problems().getFirst().toString())
                    .contains("routes.yaml:17:11")
                    .contains("weihgt");
            assertThat(shop(example).path("/").backend()).isEqualTo("first");
        }
    }

    @Nested
    @TestInstance(Lifecycle.PER_CLASS)
    class AsItStands {

        private RunningExample example;

        @BeforeAll
        void start() {
            example = RunningExample.start("quickstart");
        }

        @AfterAll
        void stop() {
            example.close();
        }

        @Test
        void answersHttpAndHttps() {
            assertThat(shop(example).path("/").backend()).isEqualTo("first");
            assertThat(example.to("shop", 443)
                            .tls("localhost")
                            .host("shop.example.com")
                            .path("/")
                            .backend())
                    .isEqualTo("first");
        }

        @Test
        void answersAnotherHostWith404() {
            assertThat(example.to("shop", 80)
                            .host("other.example.com")
                            .path("/")
                            .status())
                    .isEqualTo(404);
        }

        @Test
        void answersProbesOnTheManagementPort() {
            assertThat(example.toManagement().path("/actuator/health/readiness").status())
                    .isEqualTo(200);
            assertThat(example.toManagement().path("/actuator/health/liveness").status())
                    .isEqualTo(200);
        }

        @ParameterizedTest
        @ValueSource(strings = {"env", "beans", "configprops", "loggers", "heapdump", "shutdown"})
        void doesNotHaveTheEndpoint(String endpoint) {
            assertThat(example.toManagement().path("/actuator/" + endpoint).status())
                    .isEqualTo(404);
        }

        @ParameterizedTest
        @ValueSource(strings = {"info", "metrics", "prometheus", "gateway/routes", "sluice"})
        void hasTheEndpoint(String endpoint) {
            assertThat(example.toManagement().path("/actuator/" + endpoint).status())
                    .isEqualTo(200);
        }

        @Test
        void answersNothingOfTheActuatorOnADataPort() {
            assertThat(shop(example).path("/actuator/health").backend()).isEqualTo("first");
            assertThat(example.to("shop", 80)
                            .host("localhost")
                            .path("/actuator/health")
                            .status())
                    .isEqualTo(404);
        }
    }
}
