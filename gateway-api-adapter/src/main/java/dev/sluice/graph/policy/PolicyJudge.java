package dev.sluice.graph.policy;

import dev.sluice.condition.Condition;
import dev.sluice.condition.PolicyConditions;
import dev.sluice.graph.route.ParentNode;
import dev.sluice.graph.route.RouteNode;
import dev.sluice.resource.BackendTlsPolicy;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Policy;
import dev.sluice.resource.TargetRef;
import dev.sluice.resource.UnreadablePolicy;
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

    private PolicyJudge(List<RouteNode> routes) {
        for (RouteNode node : routes) {
            var own = gateways(node);
            node.resource()
                    .services()
                    .forEach(service -> gateways.computeIfAbsent(service, _ -> new TreeSet<>())
                            .addAll(own));
        }
    }

    /** One node for each such policy, by kind and name. */
    public static List<PolicyNode> judge(ClusterState state, List<RouteNode> routes) {
        var policies = Kinds.POLICIES.stream()
                .flatMap(kind -> state.all(kind).values().stream())
                .toList();
        if (policies.isEmpty()) {
            return List.of();
        }
        var judge = new PolicyJudge(routes);
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
                : Stream.of(new PolicyNode(policy, List.copyOf(ancestors), accepted(policy)));
    }

    private static Condition accepted(Policy policy) {
        return switch (policy) {
            case BackendTlsPolicy it -> PolicyConditions.notServed(it.kind().word());
            case UnreadablePolicy it ->
                PolicyConditions.unreadable(
                        it.why().field(), it.why().cause(), it.why().remedy());
        };
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
