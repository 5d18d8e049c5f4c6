package dev.sluice.route;

import java.util.List;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * The filters of a rule, sorted and linked once. Spring Cloud Gateway's own chain is copied and sorted for each
 * request.
 */
record FilterChain(GatewayFilter filter, GatewayFilterChain next) implements GatewayFilterChain {

    private static final GatewayFilterChain END = _ -> Mono.empty();

    /** A chain of these, the first one first. */
    static GatewayFilterChain of(List<GatewayFilter> filters) {
        return of(filters, END);
    }

    /** A chain of these, the first one first, before another chain. */
    static GatewayFilterChain of(List<GatewayFilter> filters, GatewayFilterChain end) {
        GatewayFilterChain chain = end;
        for (GatewayFilter filter : filters.reversed()) {
            chain = new FilterChain(filter, chain);
        }
        return chain;
    }

    /** Deferred, because a filter such as Retry subscribes more than once to what follows it. */
    @Override
    public Mono<Void> filter(ServerWebExchange exchange) {
        return Mono.defer(() -> filter.filter(exchange, next));
    }
}
