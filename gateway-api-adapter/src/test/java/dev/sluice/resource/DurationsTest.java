package dev.sluice.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source: GEP-2257. */
final class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "0s, PT0S",
        "0h0m0s0ms, PT0S",
        "500ms, PT0.5S",
        "1s500ms, PT1.5S",
        "1m30s, PT1M30S",
        "30s1m, PT1M30S",
        "1h1h, PT2H",
        "99999h99999m99999s99999ms, PT101693H27M18.999S",
        "00001s, PT1S"
    })
    void partsAreAddedUp(String text, Duration duration) {
        assertThat(Durations.parse(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @CsvSource({"PT0S, 0s", "PT0.000001S, 0s", "PT0.1S, 100ms", "PT2S, 2s", "PT1M30.5S, 1m30s500ms", "PT50H, 50h"})
    void aMessageHasTheFormOfTheSpecification(Duration duration, String text) {
        assertThat(Durations.text(duration)).isEqualTo(text);
    }

    @Test
    void aUnitThatTheSpecificationLacksIsABug() {
        assertThatThrownBy(() -> Durations.parse("1d")).isInstanceOf(IllegalArgumentException.class);
    }
}
