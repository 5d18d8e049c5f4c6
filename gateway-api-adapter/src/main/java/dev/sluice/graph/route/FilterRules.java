package dev.sluice.graph.route;

import dev.sluice.condition.RuleFault;
import dev.sluice.resource.HttpRoute;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the filters of a rule must meet together; the first that is broken counts. Source: HTTPRouteRule.filters. */
final class FilterRules {

    private static final String REDIRECT = "RequestRedirect";
    private static final String REWRITE = "URLRewrite";
    private static final Set<String> REPEATABLE = Set.of("ExtensionRef", "RequestMirror");

    private static final List<BiFunction<HttpRoute.Rule, String, Optional<RuleFault>>> IN_ORDER = List.of(
            FilterRules::noneIsRepeated,
            FilterRules::redirectExcludesRewrite,
            FilterRules::redirectExcludesBackends,
            FilterRules::prefixIsMatchedBeforeItIsReplaced);

    private FilterRules() {}

    /**
     * The first that the rule breaks.
     *
     * @param label how the message names the rule
     */
    static Optional<RuleFault> firstBroken(HttpRoute.Rule rule, String label) {
        return IN_ORDER.stream()
                .flatMap(check -> check.apply(rule, label).stream())
                .findFirst();
    }

    /** Several extensionRefs, and several mirrors, are several filters. */
    private static Optional<RuleFault> noneIsRepeated(HttpRoute.Rule rule, String label) {
        var seen = new HashSet<String>();
        return rule.filters().stream()
                .map(HttpRoute.Filter::type)
                .filter(type -> !REPEATABLE.contains(type) && !seen.add(type))
                .findFirst()
                .map(type -> RuleFault.repeated(label, type));
    }

    private static Optional<RuleFault> redirectExcludesRewrite(HttpRoute.Rule rule, String label) {
        return has(rule, REDIRECT) && has(rule, REWRITE)
                ? Optional.of(RuleFault.incompatible(label, "filter " + REDIRECT, "filter " + REWRITE))
                : Optional.empty();
    }

    private static Optional<RuleFault> redirectExcludesBackends(HttpRoute.Rule rule, String label) {
        return has(rule, REDIRECT) && !rule.backendRefs().isEmpty()
                ? Optional.of(RuleFault.incompatible(label, "filter " + REDIRECT, "backendRefs"))
                : Optional.empty();
    }

    private static Optional<RuleFault> prefixIsMatchedBeforeItIsReplaced(HttpRoute.Rule rule, String label) {
        boolean matched =
                rule.matches().stream().allMatch(match -> match.path().type().equals("PathPrefix"));
        return matched
                ? Optional.empty()
                : rule.filters().stream()
                        .filter(FilterRules::replacesPrefix)
                        .findFirst()
                        .map(filter -> RuleFault.prefixWithoutPrefixMatch(label, "filter " + filter.type()));
    }

    private static boolean replacesPrefix(HttpRoute.Filter filter) {
        var redirect = filter.requestRedirect();
        var rewrite = filter.urlRewrite();
        return Stream.of(
                        Optional.ofNullable(redirect).map(HttpRoute.RequestRedirect::path),
                        Optional.ofNullable(rewrite).map(HttpRoute.UrlRewrite::path))
                .flatMap(Optional::stream)
                .anyMatch(FilterRules::replacesPrefix);
    }

    private static boolean replacesPrefix(HttpRoute.@Nullable PathModifier path) {
        return path != null && path.type().equals("ReplacePrefixMatch");
    }

    private static boolean has(HttpRoute.Rule rule, String type) {
        return rule.filters().stream().anyMatch(filter -> filter.type().equals(type));
    }
}
