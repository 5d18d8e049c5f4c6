package dev.sluice.graph.route;

import dev.sluice.config.listener.PortId;
import dev.sluice.resource.BackendObjectReference;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ParentRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one route at each of its places. In the mesh a rule may refer to Services of other namespaces and may
 * name no backend; what it gains by that is never served by a Gateway that has the same route.
 */
final class RuleSets {

    private final RuleTargets targets;
    private final Function<RuleTargets, RuleSet> rules;
    private final Map<Optional<PortId>, RuleSet> inMesh = new HashMap<>();
    private @Nullable RuleSet atGateways;

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
            case Place.AtListener _ -> atGateways();
            case Place.AtService it -> inMesh(Optional.of(it.service().id()));
        };
    }

    /** The rules as they would be at a parent that does not take the route. */
    RuleSet without(ParentRef parent) {
        return parent.namesService() ? inMesh(Optional.empty()) : atGateways();
    }

    private RuleSet atGateways() {
        var known = atGateways;
        var set = known == null ? rules.apply(targets) : known;
        atGateways = set;
        return set;
    }

    private RuleSet inMesh(Optional<PortId> parent) {
        return inMesh.computeIfAbsent(
                parent,
                _ -> rules.apply(targets.inMesh(parent.map(RuleSets::reference).orElse(null))));
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
