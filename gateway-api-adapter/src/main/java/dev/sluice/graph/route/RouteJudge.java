package dev.sluice.graph.route;

import dev.sluice.condition.BackendFault;
import dev.sluice.condition.Condition;
import dev.sluice.condition.RouteConditions;
import dev.sluice.condition.RuleFault;
import dev.sluice.config.route.RouteId;
import dev.sluice.graph.backend.BackendResolver;
import dev.sluice.graph.backend.BackendVerdict;
import dev.sluice.graph.extension.SpringFilters;
import dev.sluice.graph.gateway.GatewayNode;
import dev.sluice.graph.gateway.RouteAdmission;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.HttpRoute;
import dev.sluice.resource.ParentRef;
import dev.sluice.resource.UnsupportedRoute;
import dev.sluice.resource.WatchedObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Judges the routes that name a Gateway of ours, or a ListenerSet of one. */
public final class RouteJudge {

    private final ClusterState state;
    private final Attachments attachments;
    private final RuleJudge rules;

    /**
     * A judge for one graph.
     *
     * @param gateways those that are ours
     * @param extensions where the extensionRefs of rules lead
     */
    public RouteJudge(
            ClusterState state, List<GatewayNode> gateways, BackendResolver backends, SpringFilters extensions) {
        this.state = state;
        this.attachments = new Attachments(gateways, new RouteAdmission(state.namespaces()));
        this.rules = new RuleJudge(extensions, backends);
    }

    /**
     * Judges every route and leaves out those whose parents are not ours.
     *
     * @param known verdicts that still hold
     * @return HTTPRoutes by name, then routes of kinds that are not served yet
     */
    public List<RouteNode> judge(KnownRoutes known) {
        return Stream.concat(
                        state.httpRoutes().values().stream()
                                .map(route -> known.find(route).or(() -> judge(route))),
                        state.unsupportedRoutes().stream().map(this::judge))
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<RouteNode> judge(HttpRoute route) {
        var refs = ours(route, route.spec().parentRefs());
        if (refs.isEmpty()) {
            return Optional.empty();
        }
        var nodes = rules.judge(route);
        var faults = nodes.stream()
                .flatMap(rule -> rule.verdict() instanceof RuleNode.Verdict.Dropped dropped
                        ? Stream.of(dropped.fault())
                        : Stream.empty())
                .toList();
        Optional<Condition> noRule = !faults.isEmpty() && faults.size() == nodes.size()
                ? Optional.of(RouteConditions.noRuleServed(faults.getFirst()))
                : Optional.empty();
        var parents = refs.stream()
                .map(ref -> parent(ref, attachments.attach(ref, route), noRule))
                .toList();
        return Optional.of(new RouteNode(
                id(route), route, route.metadata().created(), parents, nodes, references(nodes, faults, noRule)));
    }

    private Optional<RouteNode> judge(UnsupportedRoute route) {
        var parents = ours(route, route.parentRefs()).stream()
                .map(ref -> new ParentNode(
                        ref, new ParentNode.Verdict.NotAttached(RouteConditions.kindNotServed(route.kind()))))
                .toList();
        return parents.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new RouteNode(id(route), route, route.metadata().created(), parents, List.of(), List.of()));
    }

    private List<ParentRef> ours(WatchedObject route, List<ParentRef> refs) {
        return refs.stream()
                .filter(ref -> attachments.isOurs(ref, route.name().namespace()))
                .toList();
    }

    /** Where the route is not attached anyway, that is told first. */
    private static ParentNode parent(ParentRef ref, ParentNode.Verdict verdict, Optional<Condition> noRule) {
        return noRule.isPresent() && verdict instanceof ParentNode.Verdict.Attached attached
                ? new ParentNode(ref, new ParentNode.Verdict.Refused(noRule.get(), attached.attachments()))
                : new ParentNode(ref, verdict);
    }

    private static List<Condition> references(
            List<RuleNode> nodes, List<RuleFault> faults, Optional<Condition> noRule) {
        var references = new ArrayList<Condition>();
        var unresolved = nodes.stream().flatMap(RouteJudge::unresolved).toList();
        references.add(
                unresolved.isEmpty()
                        ? RouteConditions.resolvedRefs()
                        : RouteConditions.unresolvedRefs(unresolved.getFirst(), unresolved.size() - 1));
        if (!faults.isEmpty() && noRule.isEmpty()) {
            references.add(RouteConditions.partiallyInvalid(faults.getFirst(), faults.size() - 1));
        }
        return references;
    }

    private static Stream<BackendFault> unresolved(RuleNode rule) {
        return Stream.concat(rule.backends().stream().map(RuleNode.BackendShare::backend), rule.mirrors().stream())
                .flatMap(verdict -> verdict instanceof BackendVerdict.Unresolved unresolved
                        ? Stream.of(unresolved.fault())
                        : Stream.empty());
    }

    private static RouteId id(WatchedObject route) {
        return new RouteId(route.kind(), route.name().namespace(), route.name().name());
    }
}
