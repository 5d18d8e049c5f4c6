package dev.sluice.source.file;

import dev.sluice.resource.StatusDocument;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The text of a status file, and the times of its conditions. */
final class StatusText {

    /** First line of every status file; a file without it is not ours. */
    static final String HEADER = "# Written by Sluice. Changes are overwritten.\n";

    private static final String CONDITIONS = "conditions";
    private static final String TIME = "lastTransitionTime";
    private static final LoadSettings LOAD = LoadSettings.builder().build();

    private StatusText() {}

    /**
     * The whole file.
     *
     * @param before text of the file as it is; empty: there is none
     */
    static String of(StatusDocument document, String before, Instant now) {
        var metadata = new LinkedHashMap<String, Object>();
        metadata.put("name", document.name().name());
        if (!document.name().namespace().isEmpty()) {
            metadata.put("namespace", document.name().namespace());
        }
        var object = new LinkedHashMap<String, Object>();
        object.put("apiVersion", document.apiVersion());
        object.put("kind", document.kind());
        object.put("metadata", metadata);
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        object.put("status", Objects.requireNonNull(timed(document.status(), field(load(before), "status"), time)));
        return HEADER + YamlText.of(object);
    }

    private static @Nullable Object load(String text) {
        try {
            return text.isEmpty() ? null : new Load(LOAD).loadFromString(text);
        } catch (YamlEngineException _) {
            return null;
        }
    }

    /** A copy in which each condition has a time: that of the same condition before, unless its status has changed. */
    private static @Nullable Object timed(@Nullable Object value, @Nullable Object before, String now) {
        return switch (value) {
            case Map<?, ?> map -> timedMap(map, before, now);
            case List<?> list -> timedList(list, before, now);
            case null, default -> value;
        };
    }

    private static Map<String, @Nullable Object> timedMap(Map<?, ?> map, @Nullable Object before, String now) {
        var copy = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((name, value) -> {
            String key = String.valueOf(name);
            if (key.equals(CONDITIONS) && value instanceof List<?> conditions) {
                copy.put(key, conditions(conditions, field(before, key), now));
            } else {
                copy.put(key, timed(value, field(before, key), now));
            }
        });
        return copy;
    }

    private static List<@Nullable Object> timedList(List<?> list, @Nullable Object before, String now) {
        var copy = new ArrayList<@Nullable Object>();
        for (Object item : list) {
            copy.add(timed(item, counterpart(item, before), now));
        }
        return copy;
    }

    private static List<@Nullable Object> conditions(List<?> conditions, @Nullable Object before, String now) {
        var copy = new ArrayList<@Nullable Object>();
        for (Object condition : conditions) {
            Object same = find(before, it -> Objects.equals(field(it, "type"), field(condition, "type")));
            Object time = field(same, TIME);
            boolean kept = time != null && Objects.equals(field(same, "status"), field(condition, "status"));
            var timed = new LinkedHashMap<String, @Nullable Object>();
            if (condition instanceof Map<?, ?> map) {
                map.forEach((name, value) -> timed.put(String.valueOf(name), value));
            }
            timed.put(TIME, kept ? String.valueOf(time) : now);
            copy.add(timed);
        }
        return copy;
    }

    /** The same listener by its name, or the same parent of a route by its reference. */
    private static @Nullable Object counterpart(@Nullable Object item, @Nullable Object before) {
        return find(
                before,
                it -> Objects.equals(field(it, "name"), field(item, "name"))
                        && Objects.equals(field(it, "parentRef"), field(item, "parentRef")));
    }

    private static @Nullable Object find(@Nullable Object list, Predicate<@Nullable Object> wanted) {
        if (list instanceof List<?> items) {
            for (Object item : items) {
                if (wanted.test(item)) {
                    return item;
                }
            }
        }
        return null;
    }

    private static @Nullable Object field(@Nullable Object map, String name) {
        return map instanceof Map<?, ?> fields ? fields.get(name) : null;
    }
}
