package dev.sluice.status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What GatewayClassStatus.supportedFeatures asks of a list. */
final class SupportedFeaturesTest {

    private static final String GATEWAY_API = "/gateway-api/v1.7.0/features.txt";

    @Test
    void theyAreSortedAndEachIsThereOnce() {
        assertThat(SupportedFeatures.NAMES).isSorted().doesNotHaveDuplicates();
        assertThat(SupportedFeatures.OF_MESH).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void theyFitIntoTheStatus() {
        assertThat(SupportedFeatures.NAMES).hasSizeLessThanOrEqualTo(64);
    }

    @Test
    void eachIsAFeatureOfGatewayApi() throws IOException {
        List<String> known;
        try (var file = Objects.requireNonNull(getClass().getResourceAsStream(GATEWAY_API))) {
            known = new String(file.readAllBytes(), UTF_8).lines().toList();
        }

        assertThat(known).hasSize(64);
        assertThat(SupportedFeatures.NAMES).isSubsetOf(known);
    }
}
