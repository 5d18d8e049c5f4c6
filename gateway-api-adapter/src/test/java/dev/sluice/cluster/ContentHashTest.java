package dev.sluice.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ContentHashTest {

    private static long hash(String json) {
        return ContentHash.of(tree(json));
    }

    private static JsonNode tree(String json) {
        return JsonMapper.shared().readTree(json);
    }

    /** Sums of hash codes are equal for many of them. */
    @Test
    void twoCountsThatChangeTogetherGiveAnotherHashEachTime() {
        var hashes = new HashSet<Long>();
        for (int count = 0; count < 10_000; count++) {
            hashes.add(
                    hash("{\"sets\": %1$d, \"listeners\": [{\"name\": \"http\", \"routes\": %1$d}]}".formatted(count)));
        }

        assertThat(hashes).hasSize(10_000);
    }

    @Test
    void textsWithOneHashCodeHaveDifferentHashes() {
        assertThat("Aa".hashCode()).isEqualTo("BB".hashCode());

        assertThat(hash("[\"Aa\"]")).isNotEqualTo(hash("[\"BB\"]"));
        assertThat(hash("{\"Aa\": 1}")).isNotEqualTo(hash("{\"BB\": 1}"));
        assertThat(hash("\"1\"")).isNotEqualTo(hash("1"));
    }

    @Test
    void orderCountsInListsOnly() {
        assertThat(hash("{\"a\": 1, \"b\": [true, null]}")).isEqualTo(hash("{\"b\": [true, null], \"a\": 1}"));
        assertThat(hash("[1, 2]")).isNotEqualTo(hash("[2, 1]"));
        assertThat(hash("{\"a\": 1, \"b\": 2}")).isNotEqualTo(hash("{\"a\": 2, \"b\": 1}"));
    }

    @Test
    void whatIsThereAndEmptyIsNotMissing() {
        assertThat(hash("{\"a\": []}")).isNotEqualTo(hash("{}"));
        assertThat(hash("{\"a\": {}}")).isNotEqualTo(hash("{}"));
        assertThat(hash("[[]]")).isNotEqualTo(hash("[]"));
        assertThat(hash("{\"a\": null}")).isNotEqualTo(hash("{}"));
    }

    @Test
    void membersThatDoNotCountAreLeftOutAtAnyDepth() {
        var without = Set.of("count");

        assertThat(ContentHash.of(tree("{\"a\": [{\"count\": 1, \"b\": 2}], \"count\": 3}"), without))
                .isEqualTo(ContentHash.of(tree("{\"a\": [{\"count\": 4, \"b\": 2}]}"), without))
                .isNotEqualTo(ContentHash.of(tree("{\"a\": [{\"b\": 3}]}"), without));
    }
}
