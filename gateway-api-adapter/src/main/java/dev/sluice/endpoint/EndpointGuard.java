package dev.sluice.endpoint;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.ConnectionInformation;
import reactor.util.retry.Retry;

/**
 * Guards the actuator. Endpoints that are not public answer 404 to every peer that is not on the loopback
 * address, whatever its forwarding headers say. Of what lists the whole configuration, one request is served at a time;
 * others are answered 429 unless that one ends in half a second.
 */
public final class EndpointGuard implements WebFilter, Ordered {

    /** By whom a listing is read that takes longer gets no more of it. */
    private static final Duration LONGEST_LISTING = Duration.ofSeconds(30);

    private static final int TRIES = 10;
    private static final Duration PAUSE = Duration.ofMillis(50);

    private static final String ENDPOINT = "endpoint";
    private static final String PART = "part";
    private static final Set<String> LISTINGS = Set.of("config", "status", "conditions", "backends");

    private final PathPattern base;
    private final PathPattern below;
    private final PathPattern parts;
    private final Predicate<String> isPublic;
    private final boolean fromOwnAddress;
    private final Duration longest;
    private final Semaphore listing = new Semaphore(1);

    /**
     * @param basePath of all endpoints, such as {@code /actuator}
     * @param isPublic whether every peer may use an endpoint, by the first segment of its path; the page that links to
     *     all of them is the empty one
     * @param fromOwnAddress whether a peer that has the address which it connects to counts as local, because the
     *     server does not listen on loopback
     */
    public EndpointGuard(String basePath, Predicate<String> isPublic, boolean fromOwnAddress) {
        this(basePath, isPublic, fromOwnAddress, LONGEST_LISTING);
    }

    EndpointGuard(String basePath, Predicate<String> isPublic, boolean fromOwnAddress, Duration longest) {
        var parser = PathPatternParser.defaultInstance;
        String prefix = basePath.equals("/") ? "" : basePath;
        this.base = parser.parse(prefix + "/");
        this.below = parser.parse(prefix + "/{" + ENDPOINT + "}/**");
        this.parts = parser.parse(prefix + "/{" + ENDPOINT + "}/{" + PART + "}/**");
        this.isPublic = isPublic;
        this.fromOwnAddress = fromOwnAddress;
        this.longest = longest;
    }

    /** Before every other filter of the application. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        PathContainer path = exchange.getRequest().getPath().pathWithinApplication();
        String endpoint = endpoint(path);
        if (endpoint == null) {
            return chain.filter(exchange);
        }
        if (!isPublic.test(endpoint) && !isLocal(exchange.getRequest())) {
            exchange.getResponse().setStatusCode(HttpStatus.NOT_FOUND);
            return exchange.getResponse().setComplete();
        }
        return isListing(endpoint, path) ? alone(exchange, chain) : chain.filter(exchange);
    }

    /** By the patterns of the mappings themselves, so that no spelling of a path is read in two ways; null: none. */
    private @Nullable String endpoint(PathContainer path) {
        Map<String, String> found = variables(below, path);
        if (found != null) {
            return found.getOrDefault(ENDPOINT, "");
        }
        return base.matches(path) || base.matches(PathContainer.parsePath(path.value() + "/")) ? "" : null;
    }

    private boolean isListing(String endpoint, PathContainer path) {
        Map<String, String> found = variables(parts, path);
        return endpoint.equals("gateway")
                || (endpoint.equals("sluice") && found != null && LISTINGS.contains(found.getOrDefault(PART, "")));
    }

    private static @Nullable Map<String, String> variables(PathPattern pattern, PathContainer path) {
        PathPattern.PathMatchInfo match = pattern.matchAndExtract(path);
        return match == null ? null : match.getUriVariables();
    }

    /** By the connection, which no header changes. */
    private boolean isLocal(ServerHttpRequest request) {
        return ServerHttpRequestDecorator.getNativeRequest(request) instanceof ConnectionInformation connection
                && connection.connectionRemoteAddress() instanceof InetSocketAddress peer
                && !peer.isUnresolved()
                && (peer.getAddress().isLoopbackAddress()
                        || (fromOwnAddress && isOwn(peer.getAddress(), connection.connectionHostAddress())));
    }

    /** Both ends of the connection have it, so they are on one machine. */
    private static boolean isOwn(InetAddress peer, @Nullable SocketAddress own) {
        return own instanceof InetSocketAddress host && peer.equals(host.getAddress());
    }

    /** A client may have read its response whole, and ask again, before the end of what served it is seen here. */
    private Mono<Void> alone(ServerWebExchange exchange, WebFilterChain chain) {
        Mono<Void> listed = Mono.defer(() -> listing.tryAcquire()
                ? chain.filter(exchange).timeout(longest, Mono.empty()).doFinally(_ -> listing.release())
                : Mono.error(Busy::new));
        return listed.retryWhen(Retry.fixedDelay(TRIES, PAUSE).filter(Busy.class::isInstance))
                .onErrorResume(Exceptions::isRetryExhausted, _ -> refuse(exchange));
    }

    private static Mono<Void> refuse(ServerWebExchange exchange) {
        exchange.getResponse().setStatusCode(HttpStatus.TOO_MANY_REQUESTS);
        exchange.getResponse().getHeaders().set(HttpHeaders.RETRY_AFTER, "1");
        return exchange.getResponse().setComplete();
    }

    /** Another listing is being served. */
    private static final class Busy extends RuntimeException {

        private static final long serialVersionUID = 1;

        private Busy() {
            super(null, null, false, false);
        }
    }
}
