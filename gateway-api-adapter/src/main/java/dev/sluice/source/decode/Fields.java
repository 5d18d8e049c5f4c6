package dev.sluice.source.decode;

import static java.util.stream.Collectors.toSet;

import dev.sluice.memory.Interner;
import dev.sluice.resource.Durations;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The fields of one object of a tree.
 *
 * @param node may be missing: then every field is
 */
record Fields(JsonNode node) {

    /** Longer texts are hardly those of another object too. */
    private static final int LONGEST_SHARED = 64;

    private static final Interner SHARED = new Interner(1 << 12);

    /** One for all objects that say the same: most of what routes say, other routes say too. */
    static <T> T shared(T value) {
        return SHARED.of(value);
    }

    static String shared(String text) {
        return text.length() <= LONGEST_SHARED ? SHARED.of(text) : text;
    }

    /** Empty where the field is left out. */
    String text(String name) {
        return shared(node.path(name).asString(""));
    }

    String text(String name, String otherwise) {
        return node.has(name) ? text(name) : otherwise;
    }

    @Nullable
    String textOrNull(String name) {
        return node.has(name) ? text(name) : null;
    }

    /** The greatest int for a number that is greater. */
    int number(String name) {
        return (int) Math.min(node.path(name).longValue(0), Integer.MAX_VALUE);
    }

    int number(String name, int otherwise) {
        return node.has(name) ? number(name) : otherwise;
    }

    @Nullable
    Integer numberOrNull(String name) {
        return node.has(name) ? Integer.valueOf(number(name)) : null;
    }

    @Nullable
    Duration durationOrNull(String name) {
        return node.has(name) ? Durations.parse(text(name)) : null;
    }

    Duration duration(String name, Duration otherwise) {
        return node.has(name) ? Durations.parse(text(name)) : otherwise;
    }

    boolean flag(String name, boolean otherwise) {
        return node.path(name).booleanValue(otherwise);
    }

    boolean has(String name) {
        return node.has(name);
    }

    /** Names of fields, such as {@code headers[0].extra}, other than these. */
    List<String> others(String place, String... known) {
        return node.propertyNames().stream()
                .filter(name -> !List.of(known).contains(name))
                .map(name -> place + "." + name)
                .toList();
    }

    Fields at(String name) {
        return new Fields(node.path(name));
    }

    /** Empty where the list is left out. */
    List<Fields> items(String name) {
        return node.path(name).values().stream().map(Fields::new).toList();
    }

    List<String> texts(String name) {
        return node.path(name).values().stream()
                .map(it -> shared(it.asString("")))
                .toList();
    }

    Set<Integer> numbers(String name) {
        return node.path(name).values().stream().map(JsonNode::intValue).collect(toSet());
    }

    /** In the order of the file; empty where the map is left out. */
    Map<String, String> map(String name) {
        var entries = new LinkedHashMap<String, String>();
        node.path(name)
                .properties()
                .forEach(entry -> entries.put(entry.getKey(), entry.getValue().asString()));
        return entries;
    }
}
