package dev.sluice.table;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.match.HeaderMatch;
import dev.sluice.config.match.PathMatch;
import dev.sluice.config.match.QueryParamMatch;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.match.ValueMatch;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleAction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a request must meet beside hostname and exact path or prefix, the cheapest first.
 *
 * <p>Of several entries for the same header or query parameter only the first counts: "Subsequent entries with an
 * equivalent header name MUST be ignored." Source: HTTPHeaderMatch.name, HTTPQueryParamMatch.name.
 */
final class Conditions {

    /** Of nearly all matches. */
    private static final Conditions NONE = new Conditions(List.of(), 0, 0);

    private final Condition[] conditions;
    private final int headers;
    private final int queryParams;

    private Conditions(List<Condition> conditions, int headers, int queryParams) {
        this.conditions = conditions.toArray(Condition[]::new);
        this.headers = headers;
        this.queryParams = queryParams;
    }

    /**
     * Takes the conditions of a match of a rule.
     *
     * @throws IllegalStateException where a regular expression is none: translation refuses such a rule, so it is our
     *     mistake and not the user's
     */
    static Conditions of(Rule rule, RouteMatch match) {
        try {
            return of(match, answersPreflights(rule));
        } catch (PatternSyntaxException e) {
            throw new IllegalStateException(rule.id() + ": " + e.getMessage(), e);
        }
    }

    private static boolean answersPreflights(Rule rule) {
        Stream<RouteFilter> ofBackends = switch (rule.action()) {
            case RuleAction.Forward forward ->
                forward.backends().stream().flatMap(backend -> backend.filters().stream());
            case RuleAction.Refuse _ -> Stream.of();
        };
        return Stream.concat(rule.filters().stream(), ofBackends).anyMatch(RouteFilter.Cors.class::isInstance);
    }

    private static Conditions of(RouteMatch match, boolean takesPreflights) {
        Map<String, Condition> headers = new LinkedHashMap<>();
        for (HeaderMatch header : match.headers()) {
            headers.putIfAbsent(
                    header.name(), new Condition.OfHeader(header.name(), ValueCondition.of(header.value())));
        }
        Map<String, Condition> queryParams = new LinkedHashMap<>();
        for (QueryParamMatch param : match.queryParams()) {
            queryParams.putIfAbsent(
                    param.name(), new Condition.OfQueryParam(param.name(), ValueCondition.of(param.value())));
        }
        List<Condition> all = new ArrayList<>();
        if (match.method() != null) {
            all.add(
                    takesPreflights
                            ? new Condition.OfMethodOrItsPreflight(match.method())
                            : new Condition.OfMethod(match.method()));
        }
        if (match.path() instanceof PathMatch.Rpc) {
            all.add(new Condition.OfGrpc());
        }
        all.addAll(headers.values());
        all.addAll(queryParams.values());
        ofPath(match.path()).ifPresent(all::add);
        return all.isEmpty() ? NONE : new Conditions(all, headers.size(), queryParams.size());
    }

    /** What the place in the index does not decide. */
    private static Optional<Condition> ofPath(PathMatch path) {
        return switch (path) {
            case PathMatch.Exact _, PathMatch.Prefix _ -> Optional.empty();
            case PathMatch.Regex(String expression) -> Optional.of(new Condition.OfPath(Pattern.compile(expression)));
            case PathMatch.Rpc(ValueMatch.Exact _, ValueMatch.Exact _) -> Optional.empty();
            case PathMatch.Rpc(var service, var method) when service == null && method == null -> Optional.empty();
            case PathMatch.Rpc(var service, var method) ->
                Optional.of(new Condition.OfRpc(value(service), value(method)));
        };
    }

    private static @Nullable ValueCondition value(@Nullable ValueMatch match) {
        return match == null ? null : ValueCondition.of(match);
    }

    /** How many header matches count. */
    int headers() {
        return headers;
    }

    /** How many query parameter matches count. */
    int queryParams() {
        return queryParams;
    }

    /** The first condition that the request does not meet; null where it meets all. */
    @Nullable
    Condition firstUnmet(RequestHead head, QueryParams query) {
        for (Condition condition : conditions) {
            if (!condition.holds(head, query)) {
                return condition;
            }
        }
        return null;
    }
}
