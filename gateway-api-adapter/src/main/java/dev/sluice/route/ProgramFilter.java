package dev.sluice.route;

import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.CLIENT_RESPONSE_HEADER_NAMES;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.ORIGINAL_RESPONSE_CONTENT_TYPE_ATTR;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.isAlreadyRouted;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.setAlreadyRouted;

import dev.sluice.program.ProgramResponse;
import dev.sluice.program.RuleProgram;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The last filter of a rule: runs its program in place of Spring Cloud Gateway's routing filters. Sets the head of the
 * response and leaves its body to {@link WriteResponseFilter}, so that the filters between the two can change both.
 *
 * @param text what the program does, for people to read
 */
record ProgramFilter(RuleProgram program, String text) implements GatewayFilter, Ordered {

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        if (isAlreadyRouted(exchange)) {
            return chain.filter(exchange);
        }
        setAlreadyRouted(exchange);
        Dispatch dispatch = Dispatch.of(exchange);
        dispatch.held().giveUp();
        return onLoop(dispatch, Mono.defer(() -> program.run(dispatch.programRequest(exchange.getRequest()))))
                .doOnNext(response -> answer(exchange, dispatch, response))
                .then();
    }

    /** A filter before may have gone to another thread. */
    private static Mono<ProgramResponse> onLoop(Dispatch dispatch, Mono<ProgramResponse> run) {
        EventLoop loop = dispatch.exchange().loop();
        return loop.inEventLoop() ? run : run.subscribeOn(Schedulers.fromExecutor(loop));
    }

    private static void answer(ServerWebExchange exchange, Dispatch dispatch, ProgramResponse response) {
        dispatch.held().keep(response, exchange.getResponse());
        if (dispatch.webFluxRule().runsSpringFilters()) {
            tellFilters(exchange, response);
        }
    }

    /** What Spring Cloud Gateway's own filters look for after routing: ModifyResponseBody, Retry. */
    private static void tellFilters(ServerWebExchange exchange, ProgramResponse response) {
        exchange.getAttributes()
                .put(CLIENT_RESPONSE_HEADER_NAMES, response.headers().names());
        String contentType = response.headers().get(HttpHeaderNames.CONTENT_TYPE);
        if (contentType != null) {
            exchange.getAttributes().put(ORIGINAL_RESPONSE_CONTENT_TYPE_ATTR, contentType);
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
