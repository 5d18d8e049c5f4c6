package dev.sluice.route;

import java.util.List;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import reactor.core.publisher.Mono;

/**
 * Comes before all that the application serves itself, controllers, actuator and its own routes, and answers 404 to a
 * request of a data port: a filter can forwarde to the application's DispatcherHandler, as the fallback
 * {@code forward:} of a circuit breaker does. Paths that the operator allows are let through.
 */
public final class ForwardGuard implements HandlerMapping, Ordered {

    private final List<PathPattern> allowed;

    /** @param allowed path patterns, as {@code /fallback} or {@code /fallback/**}; none: nothing is reached */
    public ForwardGuard(List<String> allowed) {
        this.allowed =
                allowed.stream().map(PathPatternParser.defaultInstance::parse).toList();
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public Mono<Object> getHandler(ServerWebExchange exchange) {
        if (!isOfADataPort(exchange)) {
            return Mono.empty();
        }
        PathContainer path = exchange.getRequest().getPath().pathWithinApplication();
        return allowed.stream().anyMatch(pattern -> pattern.matches(path))
                ? Mono.empty()
                : Mono.error(new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    /** A filter may have made an exchange of its own for a request of ours. */
    private static boolean isOfADataPort(ServerWebExchange exchange) {
        if (Dispatch.find(exchange) != null) {
            return true;
        }
        ServerHttpResponse plain = exchange.getResponse();
        while (plain instanceof ServerHttpResponseDecorator decorator) {
            plain = decorator.getDelegate();
        }
        return plain instanceof SpringResponse;
    }
}
