package dev.sluice.graph;

import dev.sluice.resource.ObjectMeta;
import dev.sluice.resource.ObjectName;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Draws from small sets, so that what is drawn twice often meets. */
record Draw(Random random) {

    @SafeVarargs
    final <T> T one(T... values) {
        return values[random.nextInt(values.length)];
    }

    /** True once in so many draws. */
    boolean onceIn(int draws) {
        return random.nextInt(draws) == 0;
    }

    <T> @Nullable T nullOr(T value) {
        return random.nextBoolean() ? null : value;
    }

    /** From 0 to one less than the bound. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    /** Of two, the first more often. */
    String namespace() {
        return one("a", "a", "b");
    }

    ObjectMeta meta(String namespace, String name) {
        return meta(namespace, name, Map.of());
    }

    /** The uid belongs to the name; age and generation differ from one draw to the next. */
    ObjectMeta meta(String namespace, String name, Map<String, String> labels) {
        return new ObjectMeta(
                new ObjectName(namespace, name),
                uid(namespace, name),
                1 + random.nextInt(2),
                Instant.EPOCH.plusSeconds(random.nextInt(2)),
                labels,
                Map.of());
    }

    ObjectMeta annotated(String namespace, String name, Map<String, String> annotations) {
        var meta = meta(namespace, name);
        return new ObjectMeta(meta.name(), meta.uid(), meta.generation(), meta.created(), meta.labels(), annotations);
    }

    static String uid(String namespace, String name) {
        return "uid of " + namespace + "/" + name;
    }
}
