package dev.sluice.resource;

import java.util.List;
import java.util.Map;

/**
 * Selects objects by labels; an empty one selects all. Source: metav1.LabelSelector.
 *
 * @param matchLabels every one must be there with this value
 */
public record LabelSelector(Map<String, String> matchLabels, List<Requirement> matchExpressions) {

    public LabelSelector {
        matchLabels = Map.copyOf(matchLabels);
        matchExpressions = List.copyOf(matchExpressions);
    }

    /**
     * One expression.
     *
     * @param operator {@code In}, {@code NotIn}, {@code Exists} or {@code DoesNotExist}
     */
    public record Requirement(String key, String operator, List<String> values) {

        public Requirement {
            values = List.copyOf(values);
        }
    }
}
