package dev.sluice.status;

import dev.sluice.condition.Condition;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Conditions as a status lists them. Source: metav1.Condition. */
final class ConditionList {

    private static final String GENERATION = "observedGeneration";

    private ConditionList() {}

    /**
     * The conditions in the order of their types.
     *
     * @param generation of the object that was judged; the same on all of them
     */
    static List<Map<String, Object>> of(long generation, List<Condition> conditions) {
        return conditions.stream()
                .sorted(Comparator.comparing(Condition::type))
                .map(condition -> entry(generation, condition))
                .toList();
    }

    /** The generation that all conditions of a list were judged for; 0 where there are none. */
    static long generation(List<?> conditions) {
        return conditions.stream()
                .map(condition -> condition instanceof Map<?, ?> entry ? entry.get(GENERATION) : null)
                .filter(Long.class::isInstance)
                .mapToLong(Long.class::cast)
                .findFirst()
                .orElse(0);
    }

    /** One condition. */
    static Map<String, Object> entry(long generation, Condition condition) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("type", condition.type().word());
        entry.put("status", condition.status().word());
        entry.put(GENERATION, generation);
        entry.put("reason", condition.reason());
        entry.put("message", condition.message());
        return entry;
    }
}
