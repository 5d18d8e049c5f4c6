package dev.sluice.route;

import dev.sluice.edge.RequestTarget;
import dev.sluice.entry.EnteredRequest;
import dev.sluice.entry.RoutedRequest;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * What follows the filters of a Listener: looks for the rule of what they left of the request, once, and runs it. What
 * they did to the host has no effect. Source: ListenerFilters.requests.
 *
 * @param original the request before any filter changed it
 */
record RuleLookup(WebFluxEntry entry, EnteredRequest entered, ServerHttpRequest original, SpringResponse response)
        implements GatewayFilterChain {

    @Override
    public Mono<Void> filter(ServerWebExchange exchange) {
        EventLoop loop = entered.exchange().loop();
        Mono<Void> lookup = Mono.defer(() -> run(exchange));
        // A filter may have gone to another thread.
        return loop.inEventLoop() ? lookup : lookup.subscribeOn(Schedulers.fromExecutor(loop));
    }

    private Mono<Void> run(ServerWebExchange exchange) {
        Dispatch before = Dispatch.find(exchange);
        if (before != null) {
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
        boolean untouched = request.equals(original);
        RequestTarget target =
                request.getURI().equals(original.getURI()) ? entered.target() : Dispatch.target(request.getURI());
        return entered.route(
                request.getMethod().name(),
                target,
                untouched ? entered.exchange().request().headers() : FilteredFields.ofRequest(request.getHeaders()));
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
}
