package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TracesExampleTest {

    private static RunningExample example;

    @BeforeAll
    static void start() {
        example = RunningExample.start("traces");
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    @Test
    void spansReachTheCollectorOfThePolicy() {
        assertThat(example.to("shop", 80).path("/").status()).isEqualTo(200);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(example.toManagement()
                                        .path("/actuator/prometheus")
                                        .body())
                                .contains(
                                        "sluice_trace_spans_total{collector=\"default/otel-collector:4318\",outcome=\"sent\"} 2.0"));
    }
}
