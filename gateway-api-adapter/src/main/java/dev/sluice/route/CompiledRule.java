package dev.sluice.route;

import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleAction;
import dev.sluice.observe.RuleLabels;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.route.Route;

/**
 * A rule on one Listener, ready to run. Immutable, but for its Spring filters, which are the team's.
 *
 * @param listenerPort Listener.port
 * @param scgRoute what filters see as the route of an exchange
 * @param chain every filter that the rule runs, sorted and linked
 * @param runsSpringFilters whether the chain holds more than the rule's program
 * @param problem why the rule answers 500 though the configuration lets it run; null where nothing is wrong
 */
public record CompiledRule(
        Rule rule,
        RuleLabels labels,
        int listenerPort,
        Route scgRoute,
        GatewayFilterChain chain,
        boolean runsSpringFilters,
        @Nullable String problem) {

    /** Such as {@code httproute/shop/cart/0@infra/public/http}; the same in every version of the configuration. */
    public String id() {
        return scgRoute.getId();
    }

    /**
     * The route as the actuator lists it.
     *
     * @param rank place among the rules of its Listener, from 0: the strongest match of the rule decides
     * @param version of the configuration that is being served
     */
    Route listed(int rank, long version) {
        return Route.async()
                .id(scgRoute.getId())
                .uri(scgRoute.getUri())
                .order(rank)
                .asyncPredicate(scgRoute.getPredicate())
                .replaceFilters(scgRoute.getFilters())
                .metadata(scgRoute.getMetadata())
                .metadata("rank", rank)
                .metadata("version", version)
                .build();
    }

    /** Plain values alone: this is shown, never evaluated. */
    static Map<String, Object> metadata(RuleLabels labels, Rule rule, @Nullable String problem) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("source", labels.route());
        metadata.put("rule", rule.id().index());
        if (rule.name() != null) {
            metadata.put("ruleName", rule.name());
        }
        metadata.put("gateway", labels.gateway());
        metadata.put("listener", labels.listener());
        metadata.put("lane", "webflux");
        if (rule.action() instanceof RuleAction.Forward forward) {
            metadata.put("weights", RuleText.weights(forward));
        }
        if (problem != null) {
            metadata.put("problem", problem);
        }
        return metadata;
    }
}
