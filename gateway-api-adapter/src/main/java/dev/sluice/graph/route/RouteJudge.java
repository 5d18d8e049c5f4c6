package dev.sluice.graph.route;

import dev.sluice.condition.BackendFault;
import dev.sluice.condition.Condition;
import dev.sluice.condition.RouteConditions;
import dev.sluice.condition.RuleFault;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.route.RouteId;
import dev.sluice.graph.backend.BackendResolver;
import dev.sluice.graph.backend.BackendVerdict;
import dev.sluice.graph.grant.Grants;
import dev.sluice.graph.reading.Bulkhead;
import dev.sluice.graph.reading.Key;
import dev.sluice.graph.reading.Memo;
import dev.sluice.graph.reading.Reading;
import dev.sluice.resource.BackendObjectReference;
import dev.sluice.resource.GrpcRoute;
import dev.sluice.resource.HttpRoute;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ParentRef;
import dev.sluice.resource.Route;
import dev.sluice.resource.TcpRoute;
import dev.sluice.resource.TlsRoute;
import dev.sluice.resource.UdpRoute;
import dev.sluice.resource.UnreadableRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Judges the routes that name a Gateway of ours, or a ListenerSet of one. */
public final class RouteJudge {

    private final Reading reading;
    private final Bulkhead bulkhead;
    private final BackendResolver backends;
    private final Attachments attachments;
    private final HttpRules httpRules;
    private final GrpcRules grpcRules;

    /**
     * A judge for one graph.
     *
     * @param parents those that are ours
     * @param targets what their rules refer to
     * @param bulkhead keeps a bug to its route
     */
    public RouteJudge(Reading reading, ParentIndex parents, RuleTargets targets, Bulkhead bulkhead) {
        this.reading = reading;
        this.bulkhead = bulkhead;
        this.backends = targets.backends();
        this.attachments = new Attachments(parents, reading);
        this.httpRules = new HttpRules(targets);
        this.grpcRules = new GrpcRules(targets);
    }

    /**
     * Judges every route and leaves out those whose parents are not ours.
     *
     * @param known verdicts that still hold; gets those that are new
     * @return by kind, then by name
     */
    public List<RouteNode> judge(Memo<Key, Optional<RouteNode>> known) {
        return Kinds.ROUTES.stream()
                .flatMap(kind -> reading.all(kind).stream())
                .flatMap(route -> judge(route, known).stream())
                .toList();
    }

    private Optional<RouteNode> judge(Route route, Memo<Key, Optional<RouteNode>> known) {
        var key = new Key.OfObject(route.kind(), route.name());
        return known.of(key, reading, () -> {
            reading.ask(key);
            return bulkhead.judge(route, () -> judge(route), cause -> failed(route, cause));
        });
    }

    private Optional<RouteNode> failed(Route route, String cause) {
        return refused(route, RuleFault.bug(cause));
    }

    private Optional<RouteNode> judge(Route route) {
        return switch (route) {
            case HttpRoute it -> judge(it, () -> httpRules.judge(it));
            case GrpcRoute it -> judge(it, () -> grpcRules.judge(it));
            case UnreadableRoute it ->
                refused(
                        it,
                        RuleFault.unreadable(
                                it.why().field(), it.why().cause(), it.why().remedy()));
            case TcpRoute it -> notServed(it, () -> references(it, it.backendRefs()));
            case TlsRoute it -> notServed(it, () -> references(it, it.backendRefs()));
            case UdpRoute it -> notServed(it, () -> references(it, it.backendRefs()));
        };
    }

    private Optional<RouteNode> judge(Route route, Supplier<List<RuleNode>> rules) {
        var refs = ours(route);
        if (refs.isEmpty()) {
            return Optional.empty();
        }
        var nodes = rules.get();
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
        var ofShares = nodes.stream()
                .filter(rule -> rule.verdict() instanceof RuleNode.Verdict.Usable)
                .flatMap(rule -> rule.backends().stream())
                .flatMap(share -> Stream.ofNullable(share.fault()));
        return Optional.of(new RouteNode(
                id(route),
                route,
                route.metadata().created(),
                parents,
                nodes,
                references(nodes, Stream.concat(faults.stream(), ofShares).toList(), noRule)));
    }

    /**
     * It keeps its hostnames: what it was to refuse or to send elsewhere is not known. A kind that is not served has
     * none to keep.
     */
    private Optional<RouteNode> refused(Route route, RuleFault fault) {
        var kind = route.kind();
        if (!kind.equals(Kinds.HTTP_ROUTE) && !kind.equals(Kinds.GRPC_ROUTE)) {
            return notServed(route, List::of);
        }
        var everything = kind.equals(Kinds.GRPC_ROUTE) ? RouteMatch.EVERY_CALL : RouteMatch.EVERYTHING;
        var rule = new RuleNode(
                0, null, List.of(everything), List.of(), List.of(), List.of(), new RuleNode.Verdict.Dropped(fault));
        var refused = Optional.of(RouteConditions.noRuleServed(fault));
        var parents = ours(route).stream()
                .map(ref -> parent(ref, attachments.attach(ref, route), refused))
                .toList();
        return parents.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new RouteNode(id(route), route, route.metadata().created(), parents, List.of(rule), List.of()));
    }

    /** Where the backendRefs of a kind that is not served lead, which its status can say all the same. */
    private List<Condition> references(Route route, List<BackendObjectReference> refs) {
        var referrer = new Grants.Referrer(
                route.kind().group(), route.kind().word(), route.name().namespace());
        var faults = refs.stream()
                .flatMap(ref -> backends.fault(referrer, ref).stream())
                .toList();
        return List.of(resolvedRefs(faults));
    }

    private static Condition resolvedRefs(List<BackendFault> faults) {
        return faults.isEmpty()
                ? RouteConditions.resolvedRefs()
                : RouteConditions.unresolvedRefs(faults.getFirst(), faults.size() - 1);
    }

    /** @param references asked for only where a parent is ours */
    private Optional<RouteNode> notServed(Route route, Supplier<List<Condition>> references) {
        var why = RouteConditions.kindNotServed(route.kind().word());
        var parents = ours(route).stream()
                .map(ref -> new ParentNode(ref, new ParentNode.Verdict.NotAttached(why)))
                .toList();
        return parents.isEmpty()
                ? Optional.empty()
                : Optional.of(new RouteNode(
                        id(route), route, route.metadata().created(), parents, List.of(), references.get()));
    }

    private List<ParentRef> ours(Route route) {
        return route.parentRefs().stream()
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
        references.add(resolvedRefs(unresolved));
        if (!faults.isEmpty() && noRule.isEmpty()) {
            references.add(RouteConditions.partiallyInvalid(faults.getFirst(), faults.size() - 1));
        }
        return references;
    }

    private static Stream<BackendFault> unresolved(RuleNode rule) {
        var backends = Stream.concat(
                        rule.backends().stream().map(RuleNode.BackendShare::backend), rule.mirrors().stream())
                .flatMap(verdict -> verdict instanceof BackendVerdict.Unresolved unresolved
                        ? Stream.of(unresolved.fault())
                        : Stream.empty());
        return Stream.concat(rule.extensions().stream(), backends);
    }

    private static RouteId id(Route route) {
        return new RouteId(
                route.kind().word(), route.name().namespace(), route.name().name());
    }
}
