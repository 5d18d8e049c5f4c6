package dev.sluice.graph.route;

import dev.sluice.config.listener.ListenerMode;
import dev.sluice.config.listener.PortId;
import dev.sluice.resource.BackendObjectReference;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ParentRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The rules of one route at each of its places. In the mesh a rule may refer to Services of other namespaces and may
 * name no backend; what it gains by that is never served by a Gateway that has the same route. Where TLS is passed
 * through, no policy says how a backend is reached.
 */
final class RuleSets {

    private final RuleTargets targets;
    private final Function<RuleTargets, RuleSet> rules;
    private final Map<Where, RuleSet> sets = new HashMap<>();

    /** What of a place concerns rules. */
    private sealed interface Where {

        record Listeners(boolean passThrough) implements Where {}

        /** @param port empty: none that takes the route */
        record Mesh(Optional<PortId> port) implements Where {}
    }

    /**
     * Those of a route.
     *
     * @param targets for Gateways
     * @param rules read for these targets
     */
    RuleSets(RuleTargets targets, Function<RuleTargets, RuleSet> rules) {
        this.targets = targets;
        this.rules = rules;
    }

    /** The rules at a place. */
    RuleSet at(Place place) {
        return switch (place) {
            case Place.AtListener it -> at(new Where.Listeners(it.mode() == ListenerMode.PASSTHROUGH));
            case Place.AtService it ->
                at(new Where.Mesh(Optional.of(it.service().id())));
        };
    }

    /** The rules as they would be at a parent that does not take the route. */
    RuleSet without(ParentRef parent) {
        return at(parent.namesService() ? new Where.Mesh(Optional.empty()) : new Where.Listeners(false));
    }

    private RuleSet at(Where where) {
        return sets.computeIfAbsent(where, it -> rules.apply(targets(it)));
    }

    private RuleTargets targets(Where where) {
        return switch (where) {
            case Where.Listeners(boolean passThrough) -> passThrough ? targets.passingThrough() : targets;
            case Where.Mesh(var port) ->
                targets.inMesh(port.map(RuleSets::reference).orElse(null));
        };
    }

    private static BackendObjectReference reference(PortId port) {
        var service = port.parent();
        return new BackendObjectReference(
                Kinds.SERVICE.group(), Kinds.SERVICE.word(), service.namespace(), service.name(), port.port());
    }

    /** The same rules everywhere. */
    static RuleSets same(RuleTargets targets, List<RuleNode> rules) {
        var set = new RuleSet(rules, false);
        return new RuleSets(targets, _ -> set);
    }
}
