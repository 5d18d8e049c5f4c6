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

    /** NotIn is met by an object without the label too; an unknown operator by none. */
    private static boolean meets(LabelSelector.Requirement requirement, Map<String, String> labels) {
        var value = labels.get(requirement.key());
        return switch (requirement.operator()) {
            case "In" -> value != null && requirement.values().contains(value);
            case "NotIn" -> value == null || !requirement.values().contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            default -> false;
        };
    }
}
