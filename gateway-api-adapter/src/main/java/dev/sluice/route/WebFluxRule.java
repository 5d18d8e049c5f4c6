package dev.sluice.route;

import dev.sluice.api.MatchedRule;
import dev.sluice.entry.ResponseTaker;
import dev.sluice.entry.RoutedRequest;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.route.Route;
import reactor.core.publisher.Mono;

/**
 * A rule as Spring Cloud Gateway has it.
 *
 * @param route what filters see as the route of an exchange, and what the actuator lists
 * @param matched what filters read of where the exchange belongs
 * @param definition what the actuator shows of it
 * @param chain every filter that the rule runs, sorted and linked
 * @param faults of the filters
 * @param runsSpringFilters whether the chain holds more than the rule's program
 */
record WebFluxRule(
        WebFluxEntry entry,
        Route route,
        MatchedRule matched,
        RuleDefinition definition,
        GatewayFilterChain chain,
        FilterFaults faults,
        boolean runsSpringFilters)
        implements ScgRule {

    @Override
    public WebFluxRule inUse() {
        return this;
    }

    @Override
    public WebFluxRule shown() {
        return this;
    }

    @Override
    public Mono<Void> handle(RoutedRequest request, ResponseTaker taker) {
        return entry.handle(this, request, taker);
    }

    /**
     * The route as the actuator lists it.
     *
     * @param rank place among the rules of its Listener, from 0: the strongest match of the rule decides
     * @param version of the configuration that is being served
     */
    Route listed(int rank, long version) {
        return Route.async()
                .id(route.getId())
                .uri(route.getUri())
                .order(rank)
                .asyncPredicate(route.getPredicate())
                .replaceFilters(route.getFilters())
                .metadata(route.getMetadata())
                .metadata("rank", rank)
                .metadata("version", version)
                .build();
    }
}
