package dev.sluice.graph.policy;

import dev.sluice.condition.Condition;
import dev.sluice.condition.PolicyConditions;
import dev.sluice.graph.backend.BackendTlsPolicies;
import dev.sluice.graph.route.RouteNode;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Policy;
import dev.sluice.resource.TargetRef;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Judges the policies that have an effect on Gateways of ours, of one state after the other. Source:
 * PolicyAncestorStatus.
 */
public final class PolicyJudge {

    private Ancestors ancestors = new Ancestors();

    /** One node for each such policy, by kind and name. */
    public List<PolicyNode> judge(ClusterState state, List<RouteNode> routes, BackendTlsPolicies backendTls) {
        var policies = Kinds.POLICIES.stream()
                .flatMap(kind -> state.all(kind).values().stream())
                .toList();
        if (policies.isEmpty()) {
            ancestors = new Ancestors();
            return List.of();
        }
        ancestors.next(routes);
        return policies.stream().flatMap(policy -> judge(policy, backendTls)).toList();
    }

    private Stream<PolicyNode> judge(Policy policy, BackendTlsPolicies backendTls) {
        var gateways = new TreeSet<ObjectName>();
        for (TargetRef target : policy.targets()) {
            if (Kinds.SERVICE.isNamedBy(target.group(), target.kind())) {
                gateways.addAll(ancestors.of(new ObjectName(policy.name().namespace(), target.name())));
            }
        }
        return gateways.isEmpty()
                ? Stream.of()
                : Stream.of(new PolicyNode(policy, List.copyOf(gateways), conditions(policy, backendTls)));
    }

    private static List<Condition> conditions(Policy policy, BackendTlsPolicies backendTls) {
        var verdict = backendTls.verdict(policy);
        var resolvedRefs = verdict.resolvedRefs();
        var accepted = accepted(policy, verdict.accepted(), backendTls);
        return resolvedRefs == null ? List.of(accepted) : List.of(accepted, resolvedRefs);
    }

    /** @param otherwise what holds where no other policy has its targets */
    private static Condition accepted(Policy policy, Condition otherwise, BackendTlsPolicies backendTls) {
        var holders = policy.targets().stream()
                .map(target -> backendTls.holder(policy, target))
                .toList();
        var taken = holders.stream()
                .flatMap(Optional::stream)
                .map(holder -> holder.name().toString())
                .distinct()
                .toList();
        if (taken.isEmpty()) {
            return otherwise;
        }
        if (holders.stream().allMatch(Optional::isPresent)) {
            return PolicyConditions.conflicted(taken);
        }
        return otherwise.holds() ? PolicyConditions.acceptedInPart(taken) : otherwise;
    }
}
