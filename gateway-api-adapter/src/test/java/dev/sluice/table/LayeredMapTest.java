package dev.sluice.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LayeredMapTest {

    private static final int KEYS = 500;

    @Test
    void hasAfterAnyChangesWhatAPlainMapHas() {
        var random = new Random(7);
        var plain = new HashMap<Integer, String>();
        LayeredMap<Integer, String> layered = LayeredMap.of(Map.of());
        for (int turn = 0; turn < 1_000; turn++) {
            Map<Integer, @Nullable String> changed = new HashMap<>();
            for (int i = random.nextInt(6); i >= 0; i--) {
                changed.put(random.nextInt(KEYS), random.nextInt(3) == 0 ? null : "value of turn " + turn);
            }
            layered = layered.with(changed);
            plain.putAll(changed);
            plain.values().removeIf(value -> value == null);

            for (int key = 0; key < KEYS; key++) {
                assertThat(layered.get(key)).isEqualTo(plain.get(key));
            }
        }
    }

    @Test
    void staysAsItWas() {
        LayeredMap<String, String> first = LayeredMap.of(Map.of("a", "1", "b", "2"));
        LayeredMap<String, String> second = first.with(Map.of("a", "3", "c", "4"));

        assertThat(first.get("a")).isEqualTo("1");
        assertThat(first.get("c")).isNull();
        assertThat(second.get("a")).isEqualTo("3");
        assertThat(second.get("b")).isEqualTo("2");
        assertThat(second.get("c")).isEqualTo("4");
    }
}
