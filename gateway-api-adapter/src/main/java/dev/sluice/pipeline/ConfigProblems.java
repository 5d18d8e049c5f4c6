package dev.sluice.pipeline;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.filter.HeaderModification;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.Rule;
import dev.sluice.config.tls.Certificate;
import dev.sluice.memory.ListRenewal;
import dev.sluice.source.Problem;
import dev.sluice.source.Problem.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is served as it is written and is hardly meant: a certificate that has expired, a filter without effect. No
 * condition of Gateway API speaks of it. Used by one thread.
 */
final class ConfigProblems {

    private Map<Certificate, Optional<Instant>> ends = Map.of();
    private Map<ListenerId, ListRenewal<Route, List<Problem>>> ofRoutes = new HashMap<>();

    /** Those of a configuration, in its order; each once. */
    List<Problem> of(GatewayConfig config, Instant now) {
        var problems = new LinkedHashSet<Problem>();
        var read = new HashMap<Certificate, Optional<Instant>>();
        var renewed = new HashMap<ListenerId, ListRenewal<Route, List<Problem>>>();
        config.listeners().forEach(listener -> {
            certificates(listener, read, now, problems);
            var routes = ofRoutes.getOrDefault(listener.id(), new ListRenewal<>());
            for (List<Problem> ofRoute : routes.next(listener.routes(), ConfigProblems::filters)) {
                if (!ofRoute.isEmpty()) {
                    problems.addAll(ofRoute);
                }
            }
            renewed.put(listener.id(), routes);
        });
        ends = read;
        ofRoutes = renewed;
        return List.copyOf(problems);
    }

    private static List<Problem> filters(Route route) {
        var problems = new ArrayList<Problem>();
        route.rules().forEach(rule -> filters(rule, problems));
        return List.copyOf(problems);
    }

    private void certificates(
            Listener listener, Map<Certificate, Optional<Instant>> read, Instant now, Set<Problem> problems) {
        for (Certificate certificate : listener.certificates()) {
            read.computeIfAbsent(certificate, it -> ends.containsKey(it) ? ends.get(it) : CertificateEnd.of(it))
                    .filter(end -> end.isBefore(now))
                    .ifPresent(end -> problems.add(new Problem(
                            Severity.WARNING,
                            null,
                            certificate.source(),
                            null,
                            "the certificate expired at " + end + ", and clients refuse it",
                            "renew it")));
        }
    }

    private static void filters(Rule rule, List<Problem> problems) {
        // An authorizer sees what a header modifier before it made, also where it allows a redirect only.
        boolean redirects = rule.filters().stream().anyMatch(RouteFilter.RequestRedirect.class::isInstance)
                && rule.filters().stream().noneMatch(RouteFilter.ExternalAuth.class::isInstance);
        var causes = new LinkedHashMap<String, String>();
        for (RouteFilter filter : rule.filters()) {
            String cause = withoutEffect(filter, redirects);
            if (cause != null) {
                causes.put(word(filter), cause);
            }
        }
        causes.forEach((filter, cause) -> problems.add(new Problem(
                Severity.WARNING,
                null,
                rule.id().route().toString(),
                "spec.rules[%d].filters".formatted(rule.id().index()),
                filter + " has no effect: " + cause,
                "remove it, or correct it")));
    }

    /** Why a filter of a rule does nothing; null where it does something. */
    private static @Nullable String withoutEffect(RouteFilter filter, boolean redirects) {
        return switch (filter) {
            case RouteFilter.RequestHeaderModifier(HeaderModification headers) -> {
                if (isEmpty(headers)) {
                    yield "it names no header";
                }
                yield redirects ? "the rule redirects, so no request is forwarded" : null;
            }
            case RouteFilter.ResponseHeaderModifier(HeaderModification headers) ->
                isEmpty(headers) ? "it names no header" : null;
            case RouteFilter.RequestMirror(var mirror) -> mirror.numerator() == 0 ? "its share of requests is 0" : null;
            case RouteFilter.RequestRedirect _,
                    RouteFilter.UrlRewrite _,
                    RouteFilter.Cors _,
                    RouteFilter.ExternalAuth _,
                    RouteFilter.BuiltIn _,
                    RouteFilter.SpringFilter _ -> null;
        };
    }

    private static boolean isEmpty(HeaderModification headers) {
        return headers.set().isEmpty()
                && headers.add().isEmpty()
                && headers.remove().isEmpty();
    }

    private static String word(RouteFilter filter) {
        return filter.getClass().getSimpleName();
    }
}
