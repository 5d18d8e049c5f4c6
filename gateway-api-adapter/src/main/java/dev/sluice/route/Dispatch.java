package dev.sluice.route;

import dev.sluice.edge.RequestTarget;
import dev.sluice.entry.ClientExchange;
import dev.sluice.entry.CompiledRule;
import dev.sluice.entry.RoutedRequest;
import dev.sluice.message.BodyFraming;
import dev.sluice.message.RequestBody;
import dev.sluice.program.ProgramRequest;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** One request on its way through the filters of its rule; an attribute of its exchange. */
final class Dispatch {

    private static final String ATTRIBUTE = Dispatch.class.getName();

    private final WebFluxRule rule;
    private final RoutedRequest routed;
    private final ServerHttpRequest original;
    private final SpringResponse response;
    private final boolean holdsBack;

    /**
     * Makes it, once the rule is known.
     *
     * @param original the request before any filter changed it
     * @param holdsBack whether the response is to be written by {@link HeldResponse#writeHeldBack} alone, after filters
     *     that run around those of the rule
     */
    Dispatch(
            WebFluxRule rule,
            RoutedRequest routed,
            ServerHttpRequest original,
            SpringResponse response,
            boolean holdsBack) {
        this.rule = rule;
        this.routed = routed;
        this.original = original;
        this.response = response;
        this.holdsBack = holdsBack;
    }

    /** The dispatch of an exchange; null where the exchange came in by the application's own port. */
    static @Nullable Dispatch find(ServerWebExchange exchange) {
        return exchange.getAttribute(ATTRIBUTE);
    }

    /** The dispatch of an exchange that came in by a data port. */
    static Dispatch of(ServerWebExchange exchange) {
        return exchange.getRequiredAttribute(ATTRIBUTE);
    }

    void attachTo(ServerWebExchange exchange) {
        exchange.getAttributes().put(ATTRIBUTE, this);
    }

    CompiledRule rule() {
        return routed.rule();
    }

    WebFluxRule webFluxRule() {
        return rule;
    }

    ClientExchange exchange() {
        return routed.exchange();
    }

    /** Whether its response is this one. */
    boolean respondsBy(SpringResponse other) {
        return response == other;
    }

    /** The request for the rule's program, with what filters changed in it. */
    ProgramRequest programRequest(ServerHttpRequest request) {
        boolean untouched = request.equals(original);
        HttpHeaders received = routed.headers();
        HttpHeaders headers = untouched ? received.copy() : FilteredFields.ofRequest(request.getHeaders());
        boolean sameTarget = untouched || request.getURI().equals(original.getURI());
        return routed.forProgram(
                request.getMethod().name(),
                sameTarget ? routed.target() : target(request.getURI()),
                headers,
                untouched ? routed.body() : body(request, headers));
    }

    /** A filter may have changed the body, so its trailers, which may be a checksum, do not follow it. */
    static RequestBody body(ServerHttpRequest request, HttpHeaders headers) {
        BodyFraming framing = BodyFraming.of(headers);
        return framing == BodyFraming.NONE
                ? RequestBody.NONE
                : RequestBody.of(framing, request.getBody().map(NettyDataBufferFactory::toByteBuf));
    }

    /** What a filter made of the target; a URI may hold letters that a request line may not. */
    static RequestTarget target(URI uri) {
        URI ascii = URI.create(uri.toASCIIString());
        return new RequestTarget(null, ascii.getRawPath(), ascii.getRawQuery());
    }

    /** The response of the rule's program. */
    HeldResponse held() {
        return response.held();
    }

    /** Writes the response as the filters of an exchange have left it, now or when it is asked for. */
    Mono<Void> write(ServerWebExchange exchange) {
        if (holdsBack) {
            held().holdBack(exchange);
            return Mono.empty();
        }
        return held().write(exchange);
    }
}
