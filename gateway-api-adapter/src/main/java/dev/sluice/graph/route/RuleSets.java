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
import org.jspecify.annotations.Nullable;

/**
 * The rules of one route at each of its places. In the mesh a rule may refer to Services of other namespaces and may
 * name no backend; what it gains by that is never served by a Gateway that has the same route. Where TLS is passed
 * through, no policy says how a backend is reached. Pods that serve only one Gateway cannot read all that rules refer
 * to.
 */
final class RuleSets {

    private final RuleTargets targets;
    private final Function<RuleTargets, RuleSet> rules;
    private final Map<Where, RuleSet> sets = new HashMap<>();

    /** What of a place concerns rules. */
    private sealed interface Where {

        /** @param confined the only namespace whose Secrets and ConfigMaps the pods there can read; null: all */
        record Listeners(boolean passThrough, @Nullable String confined) implements Where {}

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
            case Place.AtListener it -> at(new Where.Listeners(it.mode() == ListenerMode.PASSTHROUGH, it.confined()));
            case Place.AtService it ->
                at(new Where.Mesh(Optional.of(it.service().id())));
        };
    }

    /** The rules as they would be at a parent that does not take the route. */
    RuleSet without(ParentRef parent) {
        return at(parent.namesService() ? new Where.Mesh(Optional.empty()) : new Where.Listeners(false, null));
    }

    private RuleSet at(Where where) {
        return sets.computeIfAbsent(where, it -> rules.apply(targets(it)));
    }

    private RuleTargets targets(Where where) {
        return switch (where) {
            case Where.Listeners(boolean passThrough, var confined) -> {
                var all = passThrough ? targets.passingThrough() : targets;
                yield confined == null ? all : all.confinedTo(confined);
            }
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
