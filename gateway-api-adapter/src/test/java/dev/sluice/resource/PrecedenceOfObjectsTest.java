package dev.sluice.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class PrecedenceOfObjectsTest {

    @Test
    void theOldestIsFirst() {
        assertThat(inOrder(namespace("b", 1), namespace("a", 2))).containsExactly("b", "a");
    }

    /** As the rules of routes are ordered: a hyphen comes before the slash. */
    @Test
    void ofEqualAgeNamespaceAndNameCountAsOneText() {
        assertThat(inOrder(configMap("a", "x"), configMap("b", "a"), configMap("a-b", "x")))
                .containsExactly("a-b/x", "a/x", "b/a");
    }

    private static List<String> inOrder(WatchedObject... objects) {
        return Stream.of(objects)
                .sorted(WatchedObject.OLDEST_FIRST)
                .map(object -> object.name().toString())
                .toList();
    }

    private static WatchedObject namespace(String name, int second) {
        return new Namespace(meta(new ObjectName("", name), second));
    }

    private static WatchedObject configMap(String namespace, String name) {
        return new ConfigMap(meta(new ObjectName(namespace, name), 0), Map.of());
    }

    private static ObjectMeta meta(ObjectName name, int second) {
        return new ObjectMeta(name, "", 1, Instant.EPOCH.plusSeconds(second), Map.of(), Map.of());
    }
}
