package dev.sluice.table;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SegmentMapTest {

    /** So many that many of them share a slot, whatever the hash starts from. */
    private static final int KEYS = 3_000;

    @Test
    void keysThatShareASlotAreEachFound() {
        Map<String, Integer> entries =
                IntStream.range(0, KEYS).boxed().collect(toMap(number -> "segment-" + number, Function.identity()));
        SegmentMap<Integer> map = SegmentMap.of(entries);

        assertThat(entries)
                .allSatisfy((key, value) ->
                        assertThat(map.get(key, 0, key.length())).isEqualTo(value));
        assertThat(IntStream.range(KEYS, 2 * KEYS).mapToObj(number -> "segment-" + number))
                .allSatisfy(key -> assertThat(map.get(key, 0, key.length())).isNull());
    }

    @Test
    void keyIsAPartOfTheText() {
        SegmentMap<String> map = SegmentMap.of(Map.of("cart", "found"));

        assertThat(map.get("/cart/1", 1, 5)).isEqualTo("found");
        assertThat(map.get("/cart/1", 1, 4)).isNull();
        assertThat(map.get("/carts/1", 1, 6)).isNull();
    }
}
