package dev.sluice.graph.telemetry;

import static java.util.stream.Collectors.toMap;

import dev.sluice.condition.BackendFault;
import dev.sluice.condition.Condition;
import dev.sluice.condition.TelemetryPolicyConditions;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.listener.ParentId;
import dev.sluice.config.tracing.GatewayTracing;
import dev.sluice.graph.gateway.GatewayNode;
import dev.sluice.graph.telemetry.TelemetryNode.Effect;
import dev.sluice.graph.telemetry.TracingReader.Outcome;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Policy;
import dev.sluice.resource.TelemetryPolicy;
import dev.sluice.resource.UnreadablePolicy;
import dev.sluice.resource.WatchedObject;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Judges the policies for traces of one state. Of those that name one Gateway the oldest is in effect. Source:
 * XTelemetryPolicy, GEP-4768.
 */
public final class TelemetryPolicies {

    private final Map<ObjectName, GatewayNode> ours;
    private final Map<ObjectName, Gateway> existing;
    private final TracingSupport support;
    private final Collectors collectors;
    private final Map<ObjectName, Policy> holders = new HashMap<>();

    private TelemetryPolicies(
            List<GatewayNode> ours, Map<ObjectName, Gateway> existing, TracingSupport support, Collectors collectors) {
        this.ours = ours.stream().collect(toMap(node -> node.resource().name(), Function.identity()));
        this.existing = existing;
        this.support = support;
        this.collectors = collectors;
    }

    /**
     * One node for each policy that names a Gateway of ours, or one that does not exist, by name.
     *
     * @param gateways of our classes
     * @param existing all Gateways
     */
    public static List<TelemetryNode> judge(
            Collection<Policy> policies,
            List<GatewayNode> gateways,
            Map<ObjectName, Gateway> existing,
            TracingSupport support,
            Collectors collectors) {
        var judge = new TelemetryPolicies(gateways, existing, support, collectors);
        policies.stream()
                .sorted(WatchedObject.OLDEST_FIRST)
                .forEach(
                        policy -> judge.targets(policy).forEach(gateway -> judge.holders.putIfAbsent(gateway, policy)));
        return policies.stream().flatMap(judge::judge).toList();
    }

    private Stream<ObjectName> targets(Policy policy) {
        return policy.targets().stream()
                .filter(target -> Kinds.GATEWAY.isNamedBy(target.group(), target.kind()))
                .map(target -> new ObjectName(policy.name().namespace(), target.name()))
                .distinct()
                .filter(gateway -> ours.containsKey(gateway) || !existing.containsKey(gateway));
    }

    private Stream<TelemetryNode> judge(Policy policy) {
        var gateways = targets(policy).toList();
        if (gateways.isEmpty()) {
            return Stream.of();
        }
        return Stream.of(new TelemetryNode(
                policy,
                gateways.stream().map(gateway -> effect(policy, gateway)).toList()));
    }

    private Effect effect(Policy policy, ObjectName gateway) {
        var id = new ParentId(ParentId.Kind.GATEWAY, gateway.namespace(), gateway.name());
        var holder = holders.getOrDefault(gateway, policy);
        if (!holder.name().equals(policy.name())) {
            return new Effect(
                    id,
                    List.of(TelemetryPolicyConditions.conflicted(holder.name().toString())),
                    null,
                    null);
        }
        var node = ours.get(gateway);
        if (node == null) {
            return new Effect(id, List.of(TelemetryPolicyConditions.targetNotFound(gateway.toString())), null, null);
        }
        var asked = asked(policy, collectors.confinedTo(node.confined()));
        return new Effect(id, asked.conditions(), asked.tracing(), asked.collector());
    }

    /** What a policy does where it is in effect. */
    private record Asked(
            List<Condition> conditions,
            @Nullable GatewayTracing tracing,
            @Nullable Backend collector) {

        static Asked off(Condition... conditions) {
            return new Asked(List.of(conditions), new GatewayTracing.Off(), null);
        }
    }

    private Asked asked(Policy policy, Collectors collectors) {
        return switch (policy) {
            case TelemetryPolicy it -> asked(it, collectors);
            case UnreadablePolicy it ->
                Asked.off(TelemetryPolicyConditions.unreadable(
                        it.why().field(), it.why().cause(), it.why().remedy()));
            default -> throw new IllegalArgumentException("A policy of another kind");
        };
    }

    private Asked asked(TelemetryPolicy policy, Collectors collectors) {
        return switch (TracingReader.read(policy.tracing())) {
            case Outcome.ByDefault _ -> new Asked(List.of(TelemetryPolicyConditions.nothingAskedFor()), null, null);
            case Outcome.Off _ -> Asked.off(TelemetryPolicyConditions.accepted());
            case Outcome.Wrong(var accepted) -> Asked.off(accepted);
            case Outcome.On _
            when support == TracingSupport.NO_LIBRARY -> Asked.off(TelemetryPolicyConditions.noLibrary());
            case Outcome.On on -> exported(policy, on, collectors);
        };
    }

    private static Asked exported(TelemetryPolicy policy, Outcome.On on, Collectors collectors) {
        var tracing = Objects.requireNonNull(policy.tracing());
        var accepted = on.leftOut().isEmpty()
                ? TelemetryPolicyConditions.accepted()
                : TelemetryPolicyConditions.acceptedWithout(on.leftOut());
        return switch (collectors.find(policy.name().namespace(), on.provider().backendRef())) {
            case Collectors.Outcome.Missing(var fault) -> Asked.off(accepted, notResolved(fault));
            case Collectors.Outcome.Found(var backend, var protocol) ->
                new Asked(
                        List.of(accepted, TelemetryPolicyConditions.resolvedRefs()),
                        new GatewayTracing.Export(
                                backend.id(),
                                protocol,
                                on.headers(),
                                on.sampling(),
                                tracing.serviceName(),
                                tracing.spanName(),
                                on.attributes()),
                        backend);
        };
    }

    /** For all other reasons that backendRefs have, Gateway API has one here. */
    private static Condition notResolved(BackendFault fault) {
        return switch (fault.reason()) {
            case "InvalidKind" -> TelemetryPolicyConditions.collectorOfOtherKind(fault.message());
            case "RefNotPermitted" -> TelemetryPolicyConditions.collectorNotPermitted(fault.message());
            default -> TelemetryPolicyConditions.collectorNotFound(fault.message());
        };
    }
}
