package dev.sluice.graph.route;

import dev.sluice.condition.BackendFault;
import dev.sluice.condition.RuleFault;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.route.RetryAllowance;
import dev.sluice.config.route.StickySession;
import dev.sluice.graph.backend.BackendVerdict;
import dev.sluice.graph.grant.Grants;
import dev.sluice.graph.route.RuleNode.BackendShare;
import dev.sluice.graph.route.RuleNode.Verdict;
import dev.sluice.graph.session.SessionReader;
import dev.sluice.graph.session.SessionVerdict;
import dev.sluice.resource.BackendName;
import dev.sluice.resource.HttpRouteFilter;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Route;
import dev.sluice.resource.RouteBackendRef;
import dev.sluice.resource.SessionPersistence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the rules of all kinds of routes have in common: filters, and backendRefs with filters of their own. What leads
 * nowhere keeps its share. One for each rule.
 */
final class RuleReading {

    private final RuleTargets targets;
    private final Grants.Referrer route;
    private final int index;
    private final FilterReader filters;
    private final List<BackendShare> shares = new ArrayList<>();
    private final List<BackendVerdict> named = new ArrayList<>();
    private final List<BackendFault> extensions = new ArrayList<>();
    private @Nullable SessionVerdict session;
    private boolean redirects;
    private boolean toParent;

    /** @param index place in the route's list, from 0 */
    RuleReading(RuleTargets targets, Route route, int index) {
        this.targets = targets;
        this.route = new Grants.Referrer(
                route.kind().group(), route.kind().word(), route.name().namespace());
        this.index = index;
        this.filters = reader(label());
    }

    /** How messages name the rule. */
    String label() {
        return "rules[" + index + "]";
    }

    /** Reads the filters of the rule. */
    FilterReader filters(List<HttpRouteFilter> list) {
        filters.read(list);
        redirects = list.stream().anyMatch(HttpRouteFilter.RequestRedirect.class::isInstance);
        named.addAll(filters.named());
        extensions.addAll(filters.extensions());
        return filters;
    }

    /** Reads the rule's own sessionPersistence. */
    Optional<RuleFault> session(@Nullable SessionPersistence own) {
        if (own == null) {
            return Optional.empty();
        }
        session = SessionReader.read(own);
        return session instanceof SessionVerdict.Unusable(var fault)
                ? Optional.of(RuleFault.session(label(), fault))
                : Optional.empty();
    }

    /**
     * Reads the backendRefs in order; of a rule without any, and that does not answer itself, the one that is implied.
     *
     * @param firstBroken what a backendRef's filters break together, by how messages name it
     */
    void backendRefs(List<RouteBackendRef> refs, BiFunction<RouteBackendRef, String, Optional<RuleFault>> firstBroken) {
        var parent = targets.parent();
        if (refs.isEmpty() && !redirects && parent != null) {
            toParent = true;
            backendRefs(List.of(new RouteBackendRef(parent, 1, List.of())), firstBroken);
        }
        for (RouteBackendRef ref : refs) {
            var place = label() + ".backendRefs[" + shares.size() + "]";
            var own = reader(place);
            own.read(ref.filters());
            var fault = firstBroken
                    .apply(ref, place)
                    .or(own::fault)
                    .or(() -> FilterRules.noneIsSpring(own.filters(), place))
                    .orElse(null);
            var backend = targets.backends().resolve(route, ref.object());
            shares.add(
                    new BackendShare(ref.weight(), backend, own.filters(), fault, session(backend), retries(backend)));
            extensions.addAll(own.extensions());
            if (fault == null && backend instanceof BackendVerdict.Resolved) {
                named.addAll(own.named());
            }
        }
    }

    /** Everything that was read. */
    RuleNode node(@Nullable String name, List<RouteMatch> matches, Verdict verdict) {
        return new RuleNode(index, name, matches, shares, named, extensions, toParent, verdict);
    }

    /**
     * Whole, and the nearest to the endpoints where an XBackend asks for it itself. Otherwise what the rule asks for is
     * in the place of what a policy asks for. Source: GEP-4894, "the tightest scope wins"; GEP-1619, Attachment Points.
     */
    private @Nullable StickySession session(BackendVerdict verdict) {
        return switch (verdict) {
            case BackendVerdict.Unresolved _ -> null;
            case BackendVerdict.Resolved resolved when resolved.session() != null -> resolved.session();
            case BackendVerdict.Resolved _ when session instanceof SessionVerdict.Usable(var own) -> own;
            case BackendVerdict.Resolved resolved ->
                target(resolved.backend().id())
                        .flatMap(targets.trafficPolicies()::of)
                        .orElse(null);
        };
    }

    private @Nullable RetryAllowance retries(BackendVerdict verdict) {
        return switch (verdict) {
            case BackendVerdict.Unresolved _ -> null;
            case BackendVerdict.Resolved resolved ->
                target(resolved.backend().id())
                        .flatMap(targets.trafficPolicies()::retries)
                        .orElse(null);
        };
    }

    /** As policies name it; empty where none can. */
    private static Optional<BackendName> target(BackendId id) {
        var word = id.kind() == null ? Kinds.SERVICE.word() : id.kind();
        return Kinds.POLICY_TARGETS.stream()
                .filter(kind -> kind.word().equals(word))
                .map(kind -> new BackendName(kind, new ObjectName(id.namespace(), id.name())))
                .findFirst();
    }

    private FilterReader reader(String place) {
        return new FilterReader(targets.springFilters(), targets.backends(), route, place);
    }
}
