package dev.sluice.route;

import dev.sluice.program.ProgramResponse;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.NettyWriteResponseFilter;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
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

    /** Writes the body to the response of the exchange, which filters may have decorated. */
    static Mono<Void> write(ServerWebExchange exchange, Dispatch dispatch) {
        ProgramResponse response = dispatch.take();
        if (response == null) {
            return Mono.empty();
        }
        return response.tunnel() == null
                ? exchange.getResponse().writeWith(buffers(response, dispatch))
                : dispatch.response().open(response.tunnel());
    }

    /**
     * Spring holds back the head of a response until something of its body comes. A backend may wait for what the
     * client says to the head, so that nothing would come first.
     */
    private static Flux<DataBuffer> buffers(ProgramResponse response, Dispatch dispatch) {
        return response.body()
                .contentAfterHead(dispatch.response()::endsWith)
                .doOnError(_ -> dispatch.brokeOff())
                .map(SpringResponse.BUFFERS::wrap);
    }

    @Override
    public String toString() {
        return "WriteResponse";
    }
}
