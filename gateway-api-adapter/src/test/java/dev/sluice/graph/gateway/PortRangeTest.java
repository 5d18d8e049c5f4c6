package dev.sluice.graph.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PortRangeTest {

    @Test
    void bothEndsBelongToIt() {
        var range = PortRange.of("20000-20001");

        assertThat(range.contains(19999)).isFalse();
        assertThat(range.contains(20000)).isTrue();
        assertThat(range.contains(20001)).isTrue();
        assertThat(range.contains(20002)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-", "20000", "20000-", "-20000", "20001-20000", "80-90", "60000-70000", "a-b", "1024-1-2"})
    void everythingElseIsRefusedWithWhatIsExpected(String text) {
        assertThatThrownBy(() -> PortRange.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("range");
    }
}
