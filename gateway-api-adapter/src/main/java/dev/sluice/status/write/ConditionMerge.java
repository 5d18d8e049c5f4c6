package dev.sluice.status.write;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.sluice.condition.Condition;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts conditions of ours into a list that others write to as well. Theirs stay what and where they are.
 * Source: GatewayStatus.conditions, "Notes for implementors".
 */
final class ConditionMerge {

    private static final int MOST = 8;
    private static final Set<String> OURS =
            Arrays.stream(Condition.Type.values()).map(Condition.Type::word).collect(toUnmodifiableSet());

    private final String now;

    /**
     * A merge at one moment.
     *
     * @param now as metav1.Time; the lastTransitionTime of conditions whose status becomes another
     */
    ConditionMerge(String now) {
        this.now = now;
    }

    /** Whether a condition is of a type that we write. */
    static boolean isOurs(JsonNode condition) {
        return OURS.contains(type(condition));
    }

    /**
     * The list that shall be stored: conditions of ours keep their place, those that no longer hold go, new ones follow
     * as far as there is room.
     *
     * @param stored may be missing
     * @param wanted ours, without times
     */
    ArrayNode of(JsonNode stored, JsonNode wanted) {
        var rest = new LinkedHashMap<String, JsonNode>();
        wanted.values().forEach(condition -> rest.put(type(condition), condition));
        var merged = JsonNodeFactory.instance.arrayNode();
        for (JsonNode condition : stored.values()) {
            var successor = rest.remove(type(condition));
            if (successor != null) {
                merged.add(timed(condition, successor));
            } else if (!isOurs(condition)) {
                merged.add(condition);
            }
        }
        rest.values().stream()
                .limit(Math.max(0, MOST - merged.size()))
                .forEach(condition -> merged.add(timed(JsonNodeFactory.instance.objectNode(), condition)));
        return merged;
    }

    private JsonNode timed(JsonNode before, JsonNode condition) {
        var time = before.path("lastTransitionTime").asString("");
        boolean turned = !before.path("status").equals(condition.path("status"));
        var timed = JsonNodeFactory.instance.objectNode();
        if (condition instanceof ObjectNode members) {
            timed.setAll(members);
        }
        return timed.put("lastTransitionTime", turned || time.isEmpty() ? now : time);
    }

    private static String type(JsonNode condition) {
        return condition.path("type").asString("");
    }
}
