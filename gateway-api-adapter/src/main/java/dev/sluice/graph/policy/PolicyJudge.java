package dev.sluice.graph.policy;

import static java.util.Objects.requireNonNull;

import dev.sluice.condition.Condition;
import dev.sluice.config.listener.ParentId;
import dev.sluice.graph.route.RouteNode;
import dev.sluice.graph.target.TargetedPolicies;
import dev.sluice.graph.target.Traffic;
import dev.sluice.graph.telemetry.TelemetryNode;
import dev.sluice.resource.BackendName;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.Kind;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.Policy;
import dev.sluice.resource.XBackend;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Judges the policies that have an effect on Gateways of ours and on Services of the mesh, and XBackends to which their
 * routes refer, of one state after the other. Source: PolicyAncestorStatus, BackendAncestorStatus.
 */
public final class PolicyJudge {

    private static final Comparator<ParentId> GATEWAYS_FIRST = Comparator.comparing(ParentId::kind)
            .thenComparing(ParentId::namespace)
            .thenComparing(ParentId::name);

    private Ancestors ancestors = new Ancestors();
    private CollectorUsers collectors = CollectorUsers.NONE;

    /**
     * What has ancestors.
     *
     * @param policies by kind and name
     * @param xBackends by name
     */
    public record Nodes(List<PolicyNode> policies, List<XBackendNode> xBackends) {

        public Nodes {
            policies = List.copyOf(policies);
            xBackends = List.copyOf(xBackends);
        }
    }

    /**
     * One node for each that has an ancestor.
     *
     * @param judges of every kind of policies
     * @param conditions of an XBackend at an ancestor that is confined as in the next parameter; null: it is not
     * @param telemetry policies for traces, whose collectors have the Gateways for ancestors too
     * @param confined Gateways whose pods can read Secrets and ConfigMaps of only one namespace, with that namespace
     */
    public Nodes judge(
            ClusterState state,
            List<RouteNode> routes,
            Map<Kind<Policy>, TargetedPolicies> judges,
            BiFunction<XBackend, @Nullable String, List<Condition>> conditions,
            List<TelemetryNode> telemetry,
            Map<ParentId, String> confined) {
        var xBackends = state.all(Kinds.X_BACKEND).values();
        var policies = Kinds.BACKEND_POLICIES.stream()
                .flatMap(kind -> state.all(kind).values().stream())
                .toList();
        if (policies.isEmpty() && xBackends.isEmpty()) {
            ancestors = new Ancestors();
            return new Nodes(List.of(), List.of());
        }
        ancestors.next(routes);
        collectors = CollectorUsers.of(telemetry);
        return new Nodes(
                policies.stream()
                        .flatMap(policy -> judge(policy, requireNonNull(judges.get(policy.kind())), confined))
                        .toList(),
                xBackends.stream()
                        .flatMap(object -> judge(object, parent -> conditions.apply(object, confined.get(parent))))
                        .toList());
    }

    private Stream<XBackendNode> judge(XBackend object, Function<ParentId, List<Condition>> conditions) {
        var name = new BackendName(Kinds.X_BACKEND, object.name());
        var parents = sorted(Stream.concat(ancestors.of(name, EnumSet.allOf(Traffic.class)), collectors.of(name)));
        return parents.isEmpty() ? Stream.of() : Stream.of(new XBackendNode(object, ancestors(parents, conditions)));
    }

    private Stream<PolicyNode> judge(Policy policy, TargetedPolicies all, Map<ParentId, String> confined) {
        var parents = sorted(policy.targets().stream()
                .flatMap(target -> target.backend(policy.name().namespace()).stream())
                .flatMap(backend -> Stream.concat(
                        ancestors.of(backend, all.traffic()),
                        policy.kind().equals(Kinds.BACKEND_TLS_POLICY)
                                ? collectors.of(backend)
                                : Stream.<ParentId>of())));
        return parents.isEmpty()
                ? Stream.of()
                : Stream.of(new PolicyNode(
                        policy, ancestors(parents, parent -> conditions(policy, all, confined.get(parent)))));
    }

    private static List<Ancestor> ancestors(List<ParentId> parents, Function<ParentId, List<Condition>> conditions) {
        return parents.stream()
                .map(parent -> new Ancestor(parent, conditions.apply(parent)))
                .toList();
    }

    private static List<ParentId> sorted(Stream<ParentId> parents) {
        return parents.distinct().sorted(GATEWAYS_FIRST).toList();
    }

    private static List<Condition> conditions(Policy policy, TargetedPolicies all, @Nullable String confined) {
        return Stream.concat(Stream.of(accepted(policy, all, confined)), all.resolvedRefs(policy, confined).stream())
                .toList();
    }

    private static Condition accepted(Policy policy, TargetedPolicies all, @Nullable String confined) {
        var rivals = policy.targets().stream()
                .filter(target -> target.backend(policy.name().namespace()).isPresent())
                .map(target -> all.rival(policy, target))
                .toList();
        var names = rivals.stream()
                .flatMap(Optional::stream)
                .map(rival -> rival.kind() + " " + rival.name())
                .distinct()
                .toList();
        if (!names.isEmpty() && rivals.stream().allMatch(Optional::isPresent)) {
            return all.conflicted(names);
        }
        var accepted = all.accepted(policy, confined);
        return !names.isEmpty() && accepted.holds() ? all.acceptedInPart(names) : accepted;
    }
}
