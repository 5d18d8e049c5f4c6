package dev.sluice.config.route;

import dev.sluice.config.backend.BackendId;

/**
 * One entry of HTTPRouteRule.backendRefs.
 *
 * @param weight 0-1000000, a share of the sum of the rule's weights; 0: no request
 */
public record WeightedBackend(int weight, Target target) {

    /** What a backendRef leads to. */
    public sealed interface Target {

        /** A backend of the same GatewayConfig. */
        record Resolved(BackendId backend) implements Target {}

        /**
         * Nothing: the share of this backendRef is answered 500.
         *
         * @param reason reason of the ResolvedRefs condition, such as {@code BackendNotFound}
         * @param message its message
         */
        record Unresolved(String reason, String message) implements Target {}
    }
}
