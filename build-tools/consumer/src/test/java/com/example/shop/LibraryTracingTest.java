package com.example.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Spring Boot's OpenTelemetry starter and a collector: requests to Listeners are traced as those to the application.
 */
class LibraryTracingTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CLIENT = "00-" + TRACE + "-00f067aa0ba902b7-01";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** With {@code apply} the lane is webflux, since Spring Security guards Listeners; else native. */
    @ParameterizedTest
    @ValueSource(strings = {"apply", "ignore"})
    void bothPortsSendSpansToTheCollectorAndTheTraceToTheBackend(String webFilters, @TempDir Path folder) {
        try (var shop = new Shop(
                folder,
                "--sluice.listen.web-filters=" + webFilters,
                "--management.opentelemetry.tracing.export.otlp.endpoint=${shop.backend}/v1/traces",
                "--management.tracing.sampling.probability=1",
                "--sluice.tracing.client-sampling=respect")) {
            assertThat(seenTrace(shop, shop.gateway("/traced")))
                    .startsWith("00-" + TRACE)
                    .isNotEqualTo(CLIENT);
            assertThat(seenTrace(shop, shop.own("/legacy/x")))
                    .startsWith("00-" + TRACE)
                    .isNotEqualTo(CLIENT);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(shop.backend.traces())
                            .contains("GET HTTPRoute default/shop", "sluice.gateway", "http get"));
        }
    }

    private static String seenTrace(Shop shop, URI uri) {
        var response = shop.get(uri, "Authorization", Shop.ANN, "traceparent", CLIENT);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.headers().firstValue("x-seen-trace").orElseThrow();
    }
}
