package dev.sluice.graph.route;

import dev.sluice.condition.RuleFault;
import dev.sluice.config.route.Timeouts;
import dev.sluice.graph.grant.Grants;
import dev.sluice.graph.route.RuleNode.BackendShare;
import dev.sluice.graph.route.RuleNode.Verdict;
import dev.sluice.resource.Route;
import dev.sluice.resource.RouteBackendRef;
import dev.sluice.resource.StreamRule;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Judges the rules of TCPRoutes, TLSRoutes and UDPRoutes. The first takes whatever its route takes, so no other is ever
 * reached. No session is kept, because nothing of a client is known that could tell it again.
 */
final class StreamRules {

    private static final Verdict SERVED = new Verdict.Usable(List.of(), Timeouts.NONE, null);

    private final RuleTargets targets;

    StreamRules(RuleTargets targets) {
        this.targets = targets;
    }

    /** One node for each rule, in order. */
    List<RuleNode> judge(Route route, List<StreamRule> rules) {
        var referrer = new Grants.Referrer(
                route.kind().group(), route.kind().word(), route.name().namespace());
        return IntStream.range(0, rules.size())
                .mapToObj(index -> judge(referrer, rules.get(index), index))
                .toList();
    }

    private RuleNode judge(Grants.Referrer route, StreamRule rule, int index) {
        var refs = rule.backendRefs().isEmpty() ? implied() : rule.backendRefs();
        boolean toParent = rule.backendRefs().isEmpty() && !refs.isEmpty();
        var shares = refs.stream().map(ref -> share(route, ref)).toList();
        var verdict = index == 0 ? SERVED : new Verdict.Dropped(RuleFault.neverReached("rules[" + index + "]"));
        return new RuleNode(index, rule.name(), List.of(), shares, List.of(), List.of(), toParent, verdict);
    }

    private List<RouteBackendRef> implied() {
        var parent = targets.parent();
        return parent == null ? List.of() : List.of(new RouteBackendRef(parent, 1, List.of()));
    }

    private BackendShare share(Grants.Referrer route, RouteBackendRef ref) {
        var backend = targets.backends().resolve(route, ref.object());
        return new BackendShare(ref.weight(), backend, List.of(), null, null, null);
    }
}
