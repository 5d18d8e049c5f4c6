package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class PlainFieldsTest {

    private final PlainFields fields = new PlainFields();

    @Test
    void aValueIsItsText() {
        assertThat(fields.deserialize(fields.serialize(1_700_000_000_000L))).isEqualTo("1700000000000");
        assertThat(fields.serialize(null)).isEmpty();
        assertThat(fields.deserialize(null)).isNull();
    }

    @Test
    void aHashThatIsNoSessionIsNone() {
        assertThat(fields.apply("id", Map.of("lastAccessedTime", "yesterday")).blockOptional())
                .isEmpty();
    }
}
