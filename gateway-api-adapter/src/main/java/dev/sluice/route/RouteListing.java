package dev.sluice.route;

import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleAction;
import dev.sluice.entry.CompiledRule;
import dev.sluice.entry.Lane;
import dev.sluice.entry.ServedRules;
import dev.sluice.observe.RuleLabels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.route.RouteDefinition;

/** The rules that are being served as Spring Cloud Gateway's actuator lists them. */
final class RouteListing {

    private RouteListing() {}

    /** Made anew by each call: not for the request path. */
    static List<Route> of(ServedRules rules) {
        List<Route> routes = new ArrayList<>();
        Map<String, Integer> ranks = new HashMap<>();
        for (CompiledRule rule : rules.rules()) {
            String listener = rule.labels().gateway() + "/" + rule.labels().listener();
            int rank = ranks.merge(listener, 1, Integer::sum) - 1;
            if (rule.spring() instanceof ScgRule spring) {
                routes.add(spring.shown().listed(rank, rules.config().version()));
            }
        }
        return routes;
    }

    /** The same routes with all that their rules say. */
    static List<RouteDefinition> definitions(ServedRules rules) {
        Map<String, RuleDefinition> byId = new HashMap<>();
        for (CompiledRule rule : rules.rules()) {
            if (rule.spring() instanceof ScgRule spring) {
                WebFluxRule shown = spring.shown();
                byId.put(shown.route().getId(), shown.definition());
            }
        }
        return of(rules).stream()
                .map(route -> Objects.requireNonNull(byId.get(route.getId())).of(route))
                .toList();
    }

    /**
     * The id of the Route of a rule, which the actuator's links can hold: the rule's own with underscores for slashes,
     * which no name of an object has.
     */
    static String linked(String ruleId) {
        return ruleId.replace('/', '_').replace(' ', '_');
    }

    /** Plain values alone: this is shown, never evaluated. */
    static Map<String, Object> metadata(RuleLabels labels, Rule rule, Lane lane, @Nullable String problem) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("source", labels.route());
        metadata.put("rule", rule.id().index());
        if (rule.name() != null) {
            metadata.put("ruleName", rule.name());
        }
        metadata.put("gateway", labels.gateway());
        metadata.put("listener", labels.listener());
        metadata.put("lane", lane.toString());
        if (rule.action() instanceof RuleAction.Forward forward) {
            metadata.put("weights", RuleText.weights(forward));
        }
        if (problem != null) {
            metadata.put("problem", InertText.of(problem));
        }
        return metadata;
    }
}
