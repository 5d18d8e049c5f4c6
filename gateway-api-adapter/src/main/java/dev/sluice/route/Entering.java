package dev.sluice.route;

import dev.sluice.edge.RequestTarget;
import dev.sluice.entry.EnteredRequest;
import dev.sluice.entry.HandedResponse;
import dev.sluice.entry.ResponseTaker;
import dev.sluice.entry.RoutedRequest;
import dev.sluice.program.ProgramRequest;
import dev.sluice.program.RequestFilter;
import dev.sluice.program.RuleProgram;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * One request on its way through the filters of its Listener; an attribute of its exchange. As the end of their chain
 * it looks for the rule of what they left of the request, once, and runs it. What they did to the host has no effect.
 * Source: ListenerFilters.requests.
 */
final class Entering implements GatewayFilterChain {

    private static final String ATTRIBUTE = Entering.class.getName();

    private final WebFluxEntry entry;
    private final WebFluxPreRouting listener;
    private final EnteredRequest entered;
    private final ServerHttpRequest original;

    /** What follows the last filter that the gateway brings responds by it. */
    private SpringResponse response;

    /**
     * Before the first filter.
     *
     * @param original the request before any filter changed it
     */
    Entering(
            WebFluxEntry entry,
            WebFluxPreRouting listener,
            EnteredRequest entered,
            ServerHttpRequest original,
            SpringResponse response) {
        this.entry = entry;
        this.listener = listener;
        this.entered = entered;
        this.original = original;
        this.response = response;
    }

    static Entering of(ServerWebExchange exchange) {
        return exchange.getRequiredAttribute(ATTRIBUTE);
    }

    void attachTo(ServerWebExchange exchange) {
        exchange.getAttributes().put(ATTRIBUTE, this);
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange) {
        return onLoop(Mono.defer(() -> run(exchange)));
    }

    /** A filter may have gone to another thread. */
    private <T> Mono<T> onLoop(Mono<T> work) {
        EventLoop loop = entered.exchange().loop();
        return loop.inEventLoop() ? work : work.subscribeOn(Schedulers.fromExecutor(loop));
    }

    private Mono<Void> run(ServerWebExchange exchange) {
        Dispatch before = Dispatch.find(exchange);
        if (before != null && before.respondsBy(response)) {
            return before.webFluxRule().chain().filter(exchange);
        }
        ServerHttpRequest request = withHostOf(original, exchange.getRequest());
        RoutedRequest routed = route(request);
        if (routed == null) {
            return Mono.empty();
        }
        var rule = ((ScgRule) routed.rule().spring()).inUse();
        ServerWebExchange changed = request.equals(exchange.getRequest())
                ? exchange
                : exchange.mutate().request(request).build();
        entry.begin(new Dispatch(rule, routed, original, response, true), changed);
        return rule.chain().filter(changed);
    }

    private @Nullable RoutedRequest route(ServerHttpRequest request) {
        return entered.route(
                request.getMethod().name(),
                target(request),
                request.equals(original)
                        ? entered.exchange().request().headers()
                        : FilteredFields.ofRequest(request.getHeaders()),
                response.taker());
    }

    private RequestTarget target(ServerHttpRequest request) {
        return request.getURI().equals(original.getURI()) ? entered.target() : Dispatch.target(request.getURI());
    }

    private static ServerHttpRequest withHostOf(ServerHttpRequest original, ServerHttpRequest request) {
        var hosts = original.getHeaders().getOrEmpty(HttpHeaders.HOST);
        if (request.getHeaders().getOrEmpty(HttpHeaders.HOST).equals(hosts)) {
            return request;
        }
        return request.mutate()
                .headers(headers -> {
                    headers.remove(HttpHeaders.HOST);
                    if (!hosts.isEmpty()) {
                        headers.addAll(HttpHeaders.HOST, hosts);
                    }
                })
                .build();
    }

    /** Runs a filter that the gateway brings around what follows it in the chain. */
    Mono<Void> through(RequestFilter filter, ServerWebExchange exchange, GatewayFilterChain rest) {
        HeldResponse outer = response.held();
        outer.giveUp();
        RuleProgram following =
                left -> HandedResponse.of(entered.exchange(), taker -> follow(exchange, rest, left, taker));
        return onLoop(Mono.defer(() -> filter.around(following).run(forProgram(exchange.getRequest()))))
                .doOnNext(program -> {
                    outer.keep(program, exchange.getResponse());
                    outer.holdBack(exchange);
                })
                .then();
    }

    private ProgramRequest forProgram(ServerHttpRequest request) {
        if (request.equals(original)) {
            return entered.forProgram(
                    request.getMethod().name(),
                    entered.target(),
                    entered.exchange().request().headers().copy(),
                    entered.exchange().programBody());
        }
        var headers = FilteredFields.ofRequest(request.getHeaders());
        return entered.forProgram(
                request.getMethod().name(), target(request), headers, Dispatch.body(request, headers));
    }

    private Mono<Void> follow(
            ServerWebExchange exchange, GatewayFilterChain rest, ProgramRequest left, ResponseTaker taker) {
        response = new SpringResponse(entered.exchange(), taker);
        ServerWebExchange changed = exchange.mutate()
                .request(new LeftRequest(exchange.getRequest(), left))
                .response(response)
                .build();
        return entry.run(rest, changed, response, listener.route().getId(), listener.faults());
    }
}
