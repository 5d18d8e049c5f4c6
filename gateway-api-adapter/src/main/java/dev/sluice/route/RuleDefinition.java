package dev.sluice.route;

import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.match.HeaderMatch;
import dev.sluice.config.match.PathMatch;
import dev.sluice.config.match.QueryParamMatch;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.match.ValueMatch;
import dev.sluice.config.route.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.cloud.gateway.filter.FilterDefinition;
import org.springframework.cloud.gateway.handler.predicate.PredicateDefinition;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.route.RouteDefinition;

/**
 * A rule as a RouteDefinition, with the values of its resource, for people to read.
 *
 * <p>No Route can be made of it: Spring Cloud Gateway would evaluate expressions in its arguments, and its own Path,
 * Host and Header mean something else than Gateway API's. So the first predicate is one for which there is no factory,
 * and what begins an expression is written in another way ({@link InertText}).
 */
record RuleDefinition(ListenerId listener, dev.sluice.config.route.Route route, Rule rule) {

    /** Spring Cloud Gateway looks for the factory of the first predicate before it reads any argument. */
    static final String FIRST = "GatewayApiListener";

    /** @param listed of which it takes id, URI, order and metadata */
    RouteDefinition of(Route listed) {
        RouteDefinition definition = new RouteDefinition();
        definition.setId(listed.getId());
        definition.setUri(listed.getUri());
        definition.setOrder(listed.getOrder());
        definition.setPredicates(predicates());
        definition.setFilters(filters());
        definition.setMetadata(new LinkedHashMap<>(listed.getMetadata()));
        return definition;
    }

    private List<PredicateDefinition> predicates() {
        List<PredicateDefinition> all = new ArrayList<>();
        all.add(predicate(FIRST, Map.of("parent", listener.parent().toString(), "listener", listener.label())));
        all.add(predicate(
                "Host",
                Map.of(
                        "patterns",
                        route.hostnames().stream()
                                .map(hostname -> hostname.effective().toString())
                                .collect(Collectors.joining(",")))));
        if (rule.matches().size() == 1) {
            all.addAll(allOf(rule.matches().getFirst()));
        } else {
            all.add(anyOf(rule.matches()));
        }
        return all;
    }

    /** Predicates of one definition must all hold; of the matches of a rule, one must. */
    private static PredicateDefinition anyOf(List<RouteMatch> matches) {
        Map<String, String> each = new LinkedHashMap<>();
        for (RouteMatch match : matches) {
            each.put("match" + each.size(), RuleText.of(match));
        }
        return predicate("AnyMatch", each);
    }

    private static List<PredicateDefinition> allOf(RouteMatch match) {
        List<PredicateDefinition> all = new ArrayList<>();
        all.add(path(match.path()));
        if (match.method() != null) {
            all.add(predicate("Method", Map.of("methods", match.method())));
        }
        for (HeaderMatch header : match.headers()) {
            all.add(named("Header", header.name(), header.value()));
        }
        for (QueryParamMatch param : match.queryParams()) {
            all.add(named("Query", param.name(), param.value()));
        }
        return all;
    }

    private static PredicateDefinition path(PathMatch path) {
        return switch (path) {
            case PathMatch.Exact exact -> predicate("Path", typed("Exact", exact.value()));
            case PathMatch.Prefix prefix -> predicate("Path", typed("PathPrefix", prefix.value()));
            case PathMatch.Regex regex -> predicate("Path", typed("RegularExpression", regex.value()));
            case PathMatch.Rpc rpc -> predicate("Path", typed("gRPC", rpc.value()));
        };
    }

    private static PredicateDefinition named(String predicate, String name, ValueMatch value) {
        Map<String, String> args = new LinkedHashMap<>();
        args.put("name", name);
        args.putAll(
                switch (value) {
                    case ValueMatch.Exact exact -> typed("Exact", exact.value());
                    case ValueMatch.Regex regex -> typed("RegularExpression", regex.value());
                });
        return predicate(predicate, args);
    }

    private static Map<String, String> typed(String type, String value) {
        Map<String, String> args = new LinkedHashMap<>();
        args.put("type", type);
        args.put("value", value);
        return args;
    }

    private static PredicateDefinition predicate(String name, Map<String, String> args) {
        PredicateDefinition definition = new PredicateDefinition();
        definition.setName(name);
        definition.setArgs(InertText.of(args));
        return definition;
    }

    private List<FilterDefinition> filters() {
        return FilterArguments.of(rule).stream().map(RuleDefinition::filter).toList();
    }

    private static FilterDefinition filter(FilterArguments shown) {
        FilterDefinition definition = new FilterDefinition();
        definition.setName(InertText.of(shown.name()));
        definition.setArgs(InertText.of(shown.args()));
        return definition;
    }
}
