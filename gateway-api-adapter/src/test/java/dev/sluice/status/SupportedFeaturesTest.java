package dev.sluice.status;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What GatewayClassStatus.supportedFeatures asks of a list. */
final class SupportedFeaturesTest {

    @Test
    void theyAreSortedAndEachIsThereOnce() {
        assertThat(SupportedFeatures.NAMES).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void theyFitIntoTheStatus() {
        assertThat(SupportedFeatures.NAMES).hasSizeLessThanOrEqualTo(64);
    }
}
