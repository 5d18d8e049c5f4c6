package dev.sluice.config.route;

import java.util.List;

/** What becomes of a request or connection that a rule took, after the rule's filters. */
public sealed interface RuleAction {

    /**
     * Goes to one of these, each with the share of its weight.
     *
     * @param backends empty, or all with weight 0: the answer is 500, unless a filter redirects. Source:
     *     HTTPRouteRule.backendRefs
     */
    record Forward(List<WeightedBackend> backends) implements RuleAction {

        public Forward {
            backends = List.copyOf(backends);
        }
    }

    /**
     * Is answered 500, because the rule asks for something that cannot be done; it is never left to a weaker rule.
     *
     * @param reason reason of the condition that says so, such as {@code UnsupportedValue}
     * @param message its message
     */
    record Refuse(String reason, String message) implements RuleAction {}
}
