package dev.sluice.app.convert;

import dev.sluice.source.Problem;
import dev.sluice.source.Problem.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What became of a file: objects, and what is not among them. Not thread-safe. */
final class Conversion {

    private final List<Map<String, Object>> objects = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    /** In the order in which they were added. */
    List<Map<String, Object>> objects() {
        return objects;
    }

    List<Problem> problems() {
        return problems;
    }

    /** Whether all was said with the same meaning. */
    boolean isComplete() {
        return problems.stream().allMatch(problem -> problem.severity() == Severity.NOTE);
    }

    void add(Map<String, Object> object) {
        if (!objects.contains(object)) {
            objects.add(object);
        }
    }

    /** What has no counterpart. */
    void lost(String place, String object, @Nullable String field, String cause, String remedy) {
        problems.add(new Problem(Severity.WARNING, place, object, field, cause, remedy));
    }

    /** What works only where something else is done too. */
    void note(String place, String object, @Nullable String field, String cause, String remedy) {
        problems.add(new Problem(Severity.NOTE, place, object, field, cause, remedy));
    }

    /** An object with its metadata; without namespace where that is empty. */
    static Map<String, Object> object(String apiVersion, String kind, String namespace, String name, Object spec) {
        return map("apiVersion", apiVersion, "kind", kind, "metadata", metadata(namespace, name), "spec", spec);
    }

    static Map<String, Object> metadata(String namespace, String name) {
        return namespace.isEmpty() ? map("name", name) : map("name", name, "namespace", namespace);
    }

    /** Keys and values by turns, in this order; what is an empty list is left out. */
    static Map<String, Object> map(Object... entries) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            if (!entries[i + 1].equals(List.of())) {
                map.put((String) entries[i], entries[i + 1]);
            }
        }
        return map;
    }
}
