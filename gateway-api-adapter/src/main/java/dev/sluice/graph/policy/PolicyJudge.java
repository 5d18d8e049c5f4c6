package dev.sluice.graph.policy;

import dev.sluice.condition.Condition;
import dev.sluice.condition.PolicyConditions;
import dev.sluice.graph.backend.BackendTlsPolicies;
import dev.sluice.graph.route.ParentNode;
import dev.sluice.graph.route.RouteNode;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Policy;
import dev.sluice.resource.TargetRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Judges the policies that have an effect on Gateways of ours. Source: PolicyAncestorStatus. */
public final class PolicyJudge {

    /** Gateways by the Services that their routes refer to. */
    private final Map<ObjectName, Set<ObjectName>> gateways = new HashMap<>();

    private final BackendTlsPolicies backendTls;

    private PolicyJudge(List<RouteNode> routes, BackendTlsPolicies backendTls) {
        this.backendTls = backendTls;
        for (RouteNode node : routes) {
            var own = gateways(node);
            node.resource()
                    .services()
                    .forEach(service -> gateways.computeIfAbsent(service, _ -> new TreeSet<>())
                            .addAll(own));
        }
    }

    /** One node for each such policy, by kind and name. */
    public static List<PolicyNode> judge(ClusterState state, List<RouteNode> routes, BackendTlsPolicies backendTls) {
        var policies = Kinds.POLICIES.stream()
                .flatMap(kind -> state.all(kind).values().stream())
                .toList();
        if (policies.isEmpty()) {
            return List.of();
        }
        var judge = new PolicyJudge(routes, backendTls);
        return policies.stream().flatMap(judge::judge).toList();
    }

    private Stream<PolicyNode> judge(Policy policy) {
        var ancestors = new TreeSet<ObjectName>();
        for (TargetRef target : policy.targets()) {
            if (Kinds.SERVICE.isNamedBy(target.group(), target.kind())) {
                var service = new ObjectName(policy.name().namespace(), target.name());
                ancestors.addAll(gateways.getOrDefault(service, Set.of()));
            }
        }
        return ancestors.isEmpty()
                ? Stream.of()
                : Stream.of(new PolicyNode(policy, List.copyOf(ancestors), conditions(policy)));
    }

    private List<Condition> conditions(Policy policy) {
        var verdict = backendTls.verdict(policy);
        var resolvedRefs = verdict.resolvedRefs();
        var accepted = accepted(policy, verdict.accepted());
        return resolvedRefs == null ? List.of(accepted) : List.of(accepted, resolvedRefs);
    }

    /** @param otherwise what holds where no other policy has its targets */
    private Condition accepted(Policy policy, Condition otherwise) {
        var taken = policy.targets().stream()
                .flatMap(target -> backendTls.holder(policy, target).stream())
                .map(holder -> holder.name().toString())
                .distinct()
                .toList();
        if (taken.isEmpty()) {
            return otherwise;
        }
        boolean all = policy.targets().stream()
                .allMatch(target -> backendTls.holder(policy, target).isPresent());
        if (all) {
            return PolicyConditions.conflicted(taken);
        }
        return otherwise.holds() ? PolicyConditions.acceptedInPart(taken) : otherwise;
    }

    /** Those of whose Listeners one takes the route. */
    private static List<ObjectName> gateways(RouteNode route) {
        return route.parents().stream()
                .flatMap(parent -> switch (parent.verdict()) {
                    case ParentNode.Verdict.Attached attached -> attached.attachments().stream();
                    case ParentNode.Verdict.Refused refused -> refused.attachments().stream();
                    case ParentNode.Verdict.NotAttached _ -> Stream.of();
                })
                .map(attachment -> new ObjectName(
                        attachment.listener().gatewayNamespace(),
                        attachment.listener().gatewayName()))
                .distinct()
                .toList();
    }
}
