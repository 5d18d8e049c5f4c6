package dev.sluice.route;

import dev.sluice.program.RequestFilter;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * A filter that the gateway brings, among Spring's filters of a Listener.
 *
 * @param source the object that it comes from
 */
record BuiltInFilter(RequestFilter filter, String source) implements GatewayFilter {

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        return Entering.of(exchange).through(filter, exchange, chain);
    }

    @Override
    public String toString() {
        return source;
    }
}
