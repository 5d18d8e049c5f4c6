package dev.sluice.graph.telemetry;

import dev.sluice.condition.Condition;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.listener.ParentId;
import dev.sluice.config.tracing.GatewayTracing;
import dev.sluice.resource.Policy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A policy for traces that names a Gateway of ours, or one that does not exist.
 *
 * @param effects one for each such Gateway, in the order of targetRefs; at least one
 */
public record TelemetryNode(Policy resource, List<Effect> effects) {

    public TelemetryNode {
        effects = List.copyOf(effects);
    }

    /**
     * What the policy does at one Gateway.
     *
     * @param conditions Accepted, and ResolvedRefs where a collector is named
     * @param tracing null: nothing, as another policy has the Gateway, or this one leaves all to the application
     * @param collector that spans are sent to; null: none
     */
    public record Effect(
            ParentId gateway,
            List<Condition> conditions,
            @Nullable GatewayTracing tracing,
            @Nullable Backend collector) {

        public Effect {
            conditions = List.copyOf(conditions);
        }
    }
}
