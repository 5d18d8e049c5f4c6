package dev.sluice.graph.route;

import dev.sluice.condition.RuleFault;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.resource.HttpRoute;
import dev.sluice.resource.HttpRouteFilter;
import dev.sluice.resource.HttpRouteFilter.RequestRedirect;
import dev.sluice.resource.HttpRouteFilter.UrlRewrite;
import dev.sluice.resource.RouteBackendRef;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the filters of a rule, or of one of its backendRefs, must meet together; the first that is broken counts.
 * Source: HTTPRouteRule.filters, HTTPBackendRef.filters.
 */
final class FilterRules {

    private static final Set<String> REPEATABLE = Set.of("ExtensionRef", "RequestMirror");

    private FilterRules() {}

    /**
     * The first that the rule's own filters break.
     *
     * @param label how the message names the rule
     */
    static Optional<RuleFault> firstBroken(HttpRoute.Rule rule, String label) {
        return noneIsRepeated(rule.filters(), label)
                .or(() -> redirectExcludesRewrite(rule.filters(), label))
                .or(() -> redirectExcludesBackends(rule, label))
                .or(() -> prefixIsMatchedBeforeItIsReplaced(rule.filters(), rule.matches(), label));
    }

    /**
     * The first that the filters of a backendRef break.
     *
     * @param matches of the rule
     * @param label how the message names the backendRef
     */
    static Optional<RuleFault> firstBroken(RouteBackendRef backendRef, List<HttpRoute.Match> matches, String label) {
        return firstBroken(backendRef, label)
                .or(() -> redirectExcludesRewrite(backendRef.filters(), label))
                .or(() -> prefixIsMatchedBeforeItIsReplaced(backendRef.filters(), matches, label));
    }

    /** The first that holds whatever the kind of route is, and that the filters of a backendRef break. */
    static Optional<RuleFault> firstBroken(RouteBackendRef backendRef, String label) {
        return noneIsRepeated(backendRef.filters(), label).or(() -> asksAboutWholeRules(backendRef, label));
    }

    /** Several extensionRefs, and several mirrors, are several filters. */
    static Optional<RuleFault> noneIsRepeated(List<HttpRouteFilter> filters, String label) {
        var seen = new HashSet<String>();
        return filters.stream()
                .map(HttpRouteFilter::type)
                .filter(type -> !REPEATABLE.contains(type) && !seen.add(type))
                .findFirst()
                .map(type -> RuleFault.repeated(label, type));
    }

    private static Optional<RuleFault> redirectExcludesRewrite(List<HttpRouteFilter> filters, String label) {
        return has(filters, RequestRedirect.class) && has(filters, UrlRewrite.class)
                ? Optional.of(RuleFault.incompatible(label, "filter RequestRedirect", "filter URLRewrite"))
                : Optional.empty();
    }

    private static Optional<RuleFault> redirectExcludesBackends(HttpRoute.Rule rule, String label) {
        return has(rule.filters(), RequestRedirect.class) && !rule.backendRefs().isEmpty()
                ? Optional.of(RuleFault.incompatible(label, "filter RequestRedirect", "backendRefs"))
                : Optional.empty();
    }

    private static Optional<RuleFault> prefixIsMatchedBeforeItIsReplaced(
            List<HttpRouteFilter> filters, List<HttpRoute.Match> matches, String label) {
        boolean matched = matches.stream().allMatch(match -> match.path().type().equals("PathPrefix"));
        return matched
                ? Optional.empty()
                : filters.stream()
                        .filter(FilterRules::replacesPrefix)
                        .findFirst()
                        .map(filter -> RuleFault.prefixWithoutPrefixMatch(label, "filter " + filter.type()));
    }

    /** Spring Cloud Gateway's filters run before a backendRef is chosen; those that the gateway brings run after it. */
    static Optional<RuleFault> noneIsSpring(List<RouteFilter> read, String label) {
        return read.stream()
                .filter(RouteFilter.SpringFilter.class::isInstance)
                .findFirst()
                .map(filter -> RuleFault.onlyForRules(
                        label, ((RouteFilter.SpringFilter) filter).call().source()));
    }

    private static Optional<RuleFault> asksAboutWholeRules(RouteBackendRef backendRef, String label) {
        return backendRef.filters().stream()
                .filter(HttpRouteFilter.ExternalAuth.class::isInstance)
                .findFirst()
                .map(filter -> RuleFault.onlyForRules(label, filter.type()));
    }

    private static boolean replacesPrefix(HttpRouteFilter filter) {
        return switch (filter) {
            case RequestRedirect redirect -> replacesPrefix(redirect.path());
            case UrlRewrite rewrite -> replacesPrefix(rewrite.path());
            case HttpRouteFilter.RequestHeaderModifier _,
                    HttpRouteFilter.ResponseHeaderModifier _,
                    HttpRouteFilter.RequestMirror _,
                    HttpRouteFilter.Cors _,
                    HttpRouteFilter.ExternalAuth _,
                    HttpRouteFilter.ExtensionRef _,
                    HttpRouteFilter.NotServed _ -> false;
        };
    }

    private static boolean replacesPrefix(HttpRouteFilter.@Nullable PathModifier path) {
        return path != null && path.type().equals("ReplacePrefixMatch");
    }

    private static boolean has(List<HttpRouteFilter> filters, Class<? extends HttpRouteFilter> type) {
        return filters.stream().anyMatch(type::isInstance);
    }
}
