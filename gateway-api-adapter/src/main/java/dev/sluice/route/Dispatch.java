package dev.sluice.route;

import dev.sluice.edge.RequestTarget;
import dev.sluice.entry.ClientExchange;
import dev.sluice.entry.CompiledRule;
import dev.sluice.entry.RoutedRequest;
import dev.sluice.message.BodyFraming;
import dev.sluice.message.RequestBody;
import dev.sluice.program.ProgramRequest;
import dev.sluice.program.ProgramResponse;
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
    private @Nullable ProgramResponse unwritten;
    private @Nullable ServerWebExchange heldBack;
    private boolean responseBroke;

    /**
     * Makes it, once the rule is known.
     *
     * @param original the request before any filter changed it
     * @param holdsBack whether the response is to be written by {@link #writeHeldBack} alone, after filters that run
     *     around those of the rule
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

    /** The response before any filter decorated it. */
    SpringResponse response() {
        return response;
    }

    /** The request for the rule's program, with what filters changed in it. */
    ProgramRequest programRequest(ServerHttpRequest request) {
        boolean untouched = request.equals(original);
        HttpHeaders received = exchange().request().headers();
        HttpHeaders headers = untouched ? received.copy() : FilteredFields.ofRequest(request.getHeaders());
        boolean sameTarget = untouched || request.getURI().equals(original.getURI());
        return routed.forProgram(
                request.getMethod().name(),
                sameTarget ? routed.target() : target(request.getURI()),
                headers,
                untouched ? exchange().programBody() : body(request, headers));
    }

    /** A filter may have changed the body, so its trailers, which may be a checksum, do not follow it. */
    private static RequestBody body(ServerHttpRequest request, HttpHeaders headers) {
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

    /** Keeps a response until it is written; one that was kept before, as with a retry, is given up. */
    void keep(ProgramResponse program) {
        giveUp();
        unwritten = program;
        response.answeredBy(program);
    }

    /** Writes the response as the filters of an exchange have left it, now or when it is asked for. */
    Mono<Void> write(ServerWebExchange exchange) {
        if (holdsBack) {
            heldBack = exchange;
            return Mono.empty();
        }
        return WriteResponseFilter.write(exchange, this);
    }

    /** Writes what was held back. */
    Mono<Void> writeHeldBack() {
        ServerWebExchange exchange = heldBack;
        heldBack = null;
        return exchange == null ? Mono.empty() : WriteResponseFilter.write(exchange, this);
    }

    /** Hands the response out, once; null where there is none. */
    @Nullable
    ProgramResponse take() {
        ProgramResponse program = unwritten;
        unwritten = null;
        return program;
    }

    /** Notes that the backend's response broke off. */
    void brokeOff() {
        responseBroke = true;
    }

    /** Whether the backend's response broke off, so that a failure is not a filter's. */
    boolean responseBroke() {
        return responseBroke;
    }

    /** Gives back the connection behind a response that nobody will write. */
    void giveUp() {
        ProgramResponse program = take();
        if (program != null) {
            program.body().discard();
            if (program.tunnel() != null) {
                program.tunnel().close();
            }
        }
    }
}
