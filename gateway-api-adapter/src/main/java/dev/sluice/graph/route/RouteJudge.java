package dev.sluice.graph.route;

import dev.sluice.condition.RuleFault;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.route.RouteId;
import dev.sluice.graph.mesh.ServiceParents;
import dev.sluice.graph.reading.Bulkhead;
import dev.sluice.graph.reading.Reading;
import dev.sluice.graph.route.ParentNode.Attachment;
import dev.sluice.resource.GrpcRoute;
import dev.sluice.resource.HttpRoute;
import dev.sluice.resource.Kind;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ParentRef;
import dev.sluice.resource.Route;
import dev.sluice.resource.StreamRule;
import dev.sluice.resource.TcpRoute;
import dev.sluice.resource.TlsRoute;
import dev.sluice.resource.UdpRoute;
import dev.sluice.resource.Unreadable;
import dev.sluice.resource.UnreadableRoute;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Judges the routes that name a Gateway of ours, a ListenerSet of one, or a Service of the mesh. */
public final class RouteJudge {

    private final Reading reading;
    private final Bulkhead bulkhead;
    private final RuleTargets targets;
    private final Attachments attachments;

    /**
     * A judge for one graph.
     *
     * @param gateways those that are ours
     * @param services those of the mesh
     * @param targets what rules at a Gateway refer to
     * @param bulkhead keeps a bug to its route
     */
    public RouteJudge(
            Reading reading, ParentIndex gateways, ServiceParents services, RuleTargets targets, Bulkhead bulkhead) {
        this.reading = reading;
        this.bulkhead = bulkhead;
        this.targets = targets;
        this.attachments = new Attachments(gateways, services, reading);
    }

    /** Judges the routes of which there is no verdict that holds, and leaves out those whose parents are not ours. */
    public void judge(JudgedRoutes known) {
        known.renew(
                reading,
                route -> bulkhead.judge(route, () -> judge(route), cause -> refused(route, RuleFault.bug(cause))));
    }

    private Optional<RouteNode> judge(Route route) {
        return switch (route) {
            case HttpRoute it -> attached(it, new RuleSets(targets, at -> rules(new HttpRules(at).judge(it))));
            case GrpcRoute it -> attached(it, new RuleSets(targets, at -> rules(new GrpcRules(at).judge(it))));
            case UnreadableRoute it -> refused(it, fault(it.why()));
            case TcpRoute it -> attached(it, streams(it, it.rules()));
            case TlsRoute it -> attached(it, streams(it, it.rules()));
            case UdpRoute it -> attached(it, streams(it, it.rules()));
        };
    }

    private static RuleFault fault(Unreadable why) {
        return switch (why.ground()) {
            case CONTENT -> RuleFault.unreadable(why.field(), why.cause(), why.remedy());
            case MEMORY -> RuleFault.noMemory(why.field(), why.cause(), why.remedy());
        };
    }

    private RuleSets streams(Route route, List<StreamRule> list) {
        return new RuleSets(targets, at -> rules(new StreamRules(at).judge(route, list)));
    }

    private static RuleSet rules(List<RuleNode> rules) {
        return new RuleSet(rules, true);
    }

    private Optional<RouteNode> attached(Route route, RuleSets rules) {
        return node(route, ref -> parent(ref, attachments.attach(ref, route), rules));
    }

    /** It keeps its hostnames: what it was to refuse or to send elsewhere is not known. */
    private Optional<RouteNode> refused(Route route, RuleFault fault) {
        var rule = new RuleNode(
                0,
                null,
                everything(route.kind()),
                List.of(),
                List.of(),
                List.of(),
                false,
                new RuleNode.Verdict.Dropped(fault));
        return attached(route, RuleSets.same(targets, List.of(rule)));
    }

    private static List<RouteMatch> everything(Kind<Route> kind) {
        if (kind.equals(Kinds.HTTP_ROUTE)) {
            return List.of(RouteMatch.EVERYTHING);
        }
        return kind.equals(Kinds.GRPC_ROUTE) ? List.of(RouteMatch.EVERY_CALL) : List.of();
    }

    /** @param parent asked only for parentRefs that are ours */
    private Optional<RouteNode> node(Route route, Function<ParentRef, ParentNode> parent) {
        var parents = route.parentRefs().stream()
                .filter(ref -> attachments.isOurs(ref, route.name().namespace()))
                .map(parent)
                .toList();
        return parents.isEmpty()
                ? Optional.empty()
                : Optional.of(new RouteNode(id(route), route, route.metadata().created(), parents));
    }

    /** Where the route is not attached anyway, that is told first. */
    private static ParentNode parent(ParentRef ref, Attachments.Outcome outcome, RuleSets rules) {
        return switch (outcome) {
            case Attachments.Outcome.NotAttached(var accepted) ->
                new ParentNode(
                        ref,
                        new ParentNode.Verdict.NotAttached(accepted),
                        RuleSet.references(List.of(rules.without(ref))));
            case Attachments.Outcome.Attached(var accepted, var taken) -> {
                var sets = taken.stream().map(it -> rules.at(it.place())).toList();
                var all = taken.stream()
                        .map(it -> attachment(it, rules.at(it.place())))
                        .toList();
                yield new ParentNode(
                        ref,
                        sets.getFirst()
                                .noneServed()
                                .<ParentNode.Verdict>map(none -> new ParentNode.Verdict.Refused(none, all))
                                .orElseGet(() -> new ParentNode.Verdict.Attached(accepted, all)),
                        RuleSet.references(sets.stream().distinct().toList()));
            }
        };
    }

    private static Attachment attachment(Attachments.Taken taken, RuleSet set) {
        return new Attachment(
                taken.place().id(),
                taken.place() instanceof Place.AtService it ? it.service() : null,
                taken.place().mode(),
                taken.hostnames(),
                set.rules());
    }

    private static RouteId id(Route route) {
        return new RouteId(
                route.kind().word(), route.name().namespace(), route.name().name());
    }
}
