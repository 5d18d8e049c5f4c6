package dev.sluice.translate;

import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.filter.ExternalAuthorizer;
import dev.sluice.config.filter.Mirror;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.route.RouteId;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleAction;
import dev.sluice.config.route.RuleId;
import dev.sluice.config.route.Timeouts;
import dev.sluice.config.route.WeightedBackend;
import dev.sluice.config.route.WeightedBackend.Target;
import dev.sluice.config.tls.Certificate;
import dev.sluice.graph.backend.BackendVerdict;
import dev.sluice.graph.route.RuleNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Translates the rules of a route and gathers the backends that they name. */
final class RuleTranslation {

    private final @Nullable Shown shown;
    private final Map<BackendId, Backend> backends = new LinkedHashMap<>();

    /** @param shown what backends that are reached by TLS are shown; null: nothing */
    RuleTranslation(@Nullable Shown shown) {
        this.shown = shown;
    }

    /**
     * The client certificate of a Gateway. Connections that show it are of that Gateway only.
     *
     * @param gateway its namespace and name
     */
    record Shown(String gateway, Certificate certificate) {

        /** A backend as it is reached from this Gateway. */
        Backend to(Backend backend) {
            var tls = backend.tls();
            // An XBackend says itself what is shown, and that nothing is.
            return tls == null || backend.id().kind() != null
                    ? backend
                    : new Backend(
                            backend.id().showingFor(gateway),
                            backend.protocol(),
                            tls.showing(certificate),
                            backend.proxyProtocol(),
                            backend.endpoints(),
                            backend.terminating());
        }
    }

    /** What the rules name that were translated. */
    List<Backend> backends() {
        return List.copyOf(backends.values());
    }

    /** The rules of a route, in order; one that cannot be served refuses its requests. */
    List<Rule> of(RouteId route, List<RuleNode> rules) {
        return rules.stream()
                .map(rule -> of(new RuleId(route, rule.index()), rule))
                .toList();
    }

    private Rule of(RuleId id, RuleNode rule) {
        return switch (rule.verdict()) {
            case RuleNode.Verdict.Usable usable -> usable(id, rule, usable);
            case RuleNode.Verdict.Dropped dropped ->
                new Rule(
                        id,
                        rule.name(),
                        rule.matches(),
                        List.of(),
                        Timeouts.UNSET,
                        null,
                        new RuleAction.Refuse(
                                dropped.fault().reason(), dropped.fault().message()));
        };
    }

    private Rule usable(RuleId id, RuleNode rule, RuleNode.Verdict.Usable usable) {
        var named = named(rule);
        return new Rule(
                id,
                rule.name(),
                rule.matches(),
                filters(usable.filters(), named),
                usable.timeouts(),
                usable.retry(),
                forward(rule.backends(), named));
    }

    private RuleAction forward(List<RuleNode.BackendShare> shares, Map<BackendId, BackendId> named) {
        return new RuleAction.Forward(shares.stream()
                .map(share -> backend(share, target(share), named))
                .toList());
    }

    private static WeightedBackend backend(
            RuleNode.BackendShare share, Target target, Map<BackendId, BackendId> named) {
        return switch (target) {
            case Target.Resolved _ ->
                new WeightedBackend(
                        share.weight(), target, filters(share.filters(), named), share.session(), share.retries());
            case Target.Unresolved _ -> new WeightedBackend(share.weight(), target, List.of());
        };
    }

    /** The backends that a rule's filters name, by the identity that they have without what is shown. */
    private Map<BackendId, BackendId> named(RuleNode rule) {
        var named = new HashMap<BackendId, BackendId>();
        rule.named().forEach(verdict -> {
            if (verdict instanceof BackendVerdict.Resolved resolved) {
                named.put(resolved.backend().id(), gather(resolved.backend()));
            }
        });
        return named;
    }

    /** Where none names a backend, the very list. */
    private static List<RouteFilter> filters(List<RouteFilter> filters, Map<BackendId, BackendId> named) {
        if (named.isEmpty()) {
            return filters;
        }
        return filters.stream().map(filter -> filter(filter, named)).toList();
    }

    private static RouteFilter filter(RouteFilter filter, Map<BackendId, BackendId> named) {
        return switch (filter) {
            case RouteFilter.RequestMirror(var mirror) ->
                new RouteFilter.RequestMirror(new Mirror(
                        named.getOrDefault(mirror.backend(), mirror.backend()),
                        mirror.numerator(),
                        mirror.denominator()));
            case RouteFilter.ExternalAuth(var authorizer)
            when authorizer.backend() != null ->
                new RouteFilter.ExternalAuth(new ExternalAuthorizer(
                        authorizer.protocol(),
                        named.getOrDefault(authorizer.backend(), authorizer.backend()),
                        authorizer.maxBody()));
            case RouteFilter.RequestHeaderModifier _,
                    RouteFilter.ResponseHeaderModifier _,
                    RouteFilter.RequestRedirect _,
                    RouteFilter.UrlRewrite _,
                    RouteFilter.Cors _,
                    RouteFilter.ExternalAuth _,
                    RouteFilter.BuiltIn _,
                    RouteFilter.SpringFilter _ -> filter;
        };
    }

    private BackendId gather(Backend backend) {
        var reached = shown == null ? backend : shown.to(backend);
        backends.put(reached.id(), reached);
        return reached.id();
    }

    private Target target(RuleNode.BackendShare share) {
        var fault = share.fault();
        if (fault != null) {
            return new Target.Unresolved(fault.reason(), fault.toString());
        }
        return switch (share.backend()) {
            case BackendVerdict.Resolved resolved -> new Target.Resolved(gather(resolved.backend()));
            case BackendVerdict.Unresolved unresolved ->
                new Target.Unresolved(
                        unresolved.fault().reason(), unresolved.fault().message());
        };
    }
}
