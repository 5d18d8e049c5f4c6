package dev.sluice.route;

import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.NettyWriteResponseFilter;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Writes the body of a program's response once every later filter is done with its head. Stands where Spring Cloud
 * Gateway's own does, so that filters keep their place relative to it.
 */
enum WriteResponseFilter implements GatewayFilter, Ordered {
    INSTANCE;

    @Override
    public int getOrder() {
        return NettyWriteResponseFilter.WRITE_RESPONSE_FILTER_ORDER;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        return chain.filter(exchange)
                .then(Mono.defer(() -> Dispatch.of(exchange).write(exchange)));
    }

    @Override
    public String toString() {
        return "WriteResponse";
    }
}
