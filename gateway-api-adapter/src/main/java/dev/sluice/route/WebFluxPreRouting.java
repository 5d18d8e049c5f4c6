package dev.sluice.route;

import dev.sluice.config.listener.ListenerFilters;
import dev.sluice.entry.EnteredRequest;
import dev.sluice.entry.PreRouting;
import dev.sluice.observe.RuleLabels;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.route.Route;
import reactor.core.publisher.Mono;

/**
 * The filters of a Listener as Spring Cloud Gateway has them.
 *
 * @param labels of the Listener, for what is answered before a rule is found
 * @param application what runs before them
 * @param route what they see as the route of an exchange
 * @param faults of the filters
 * @param chain in the order in which they run; where there is a problem, the one that answers 500
 */
record WebFluxPreRouting(
        WebFluxEntry entry,
        ListenerFilters filters,
        RuleLabels labels,
        ApplicationFilters application,
        Route route,
        FilterFaults faults,
        List<GatewayFilter> chain,
        @Nullable String problem)
        implements PreRouting {

    WebFluxPreRouting {
        chain = List.copyOf(chain);
    }

    @Override
    public Mono<Void> handle(EnteredRequest request) {
        request.exchange().record().belongsTo(labels);
        return entry.handle(this, request);
    }

    /** The filters, those of the application first, and what follows them. */
    GatewayFilterChain chain(GatewayFilterChain end) {
        GatewayFilterChain own = FilterChain.of(chain, end);
        return application.areApplied() ? exchange -> application.run(exchange, own) : own;
    }
}
