package dev.sluice.graph.gateway;

import dev.sluice.resource.LabelSelector;
import java.util.Map;

/** Evaluates label selectors. Source: metav1.LabelSelector. */
final class Selection {

    private Selection() {}

    /** Whether an object with these labels meets every part of the selector. */
    static boolean selects(LabelSelector selector, Map<String, String> labels) {
        return labels.entrySet().containsAll(selector.matchLabels().entrySet())
                && selector.matchExpressions().stream().allMatch(requirement -> meets(requirement, labels));
    }

    /**
     * NotIn is met by an object without the label too. What cannot be meant, an unknown operator, values too few or too
     * many, is met by none: no API server looks into it.
     */
    private static boolean meets(LabelSelector.Requirement requirement, Map<String, String> labels) {
        var value = labels.get(requirement.key());
        var values = requirement.values();
        return switch (requirement.operator()) {
            case "In" -> value != null && values.contains(value);
            case "NotIn" -> !values.isEmpty() && (value == null || !values.contains(value));
            case "Exists" -> values.isEmpty() && value != null;
            case "DoesNotExist" -> values.isEmpty() && value == null;
            default -> false;
        };
    }
}
