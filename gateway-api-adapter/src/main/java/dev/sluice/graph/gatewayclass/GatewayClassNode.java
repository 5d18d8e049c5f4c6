package dev.sluice.graph.gatewayclass;

import dev.sluice.condition.Condition;
import dev.sluice.graph.parameters.Parameters;
import dev.sluice.resource.GatewayClass;

/** A GatewayClass that is ours. */
public record GatewayClassNode(GatewayClass resource, Verdict verdict) {

    /** Whether its Gateways are served. */
    public sealed interface Verdict {

        /** What the status says. */
        Condition condition();

        /**
         * They are.
         *
         * @param parameters of every Gateway that says nothing else
         */
        record Served(Condition condition, Parameters parameters) implements Verdict {}

        /** They are not. */
        record Refused(Condition condition) implements Verdict {}
    }
}
