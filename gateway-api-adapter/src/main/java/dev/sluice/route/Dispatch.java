package dev.sluice.route;

import dev.sluice.answer.Answer;
import dev.sluice.answer.AnswerContext;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.edge.RequestTarget;
import dev.sluice.message.BodyFraming;
import dev.sluice.message.InterimReceiver;
import dev.sluice.message.RequestBody;
import dev.sluice.observe.RequestRecord;
import dev.sluice.program.ProgramRequest;
import dev.sluice.program.ProgramResponse;
import dev.sluice.table.Lookup.Candidate;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.netty.channel.ChannelOperations;
import reactor.netty.http.server.HttpServerRequest;

/** One request on its way through the filters of its rule; an attribute of its exchange. */
final class Dispatch {

    private static final String ATTRIBUTE = Dispatch.class.getName();

    private final CompiledRule rule;
    private final RouteMatch match;
    private final RequestTarget target;
    private final HttpServerRequest received;
    private final ServerHttpRequest original;
    private final RequestRecord record;
    private @Nullable ProgramResponse unwritten;
    private boolean responseBroke;

    Dispatch(
            Candidate<CompiledRule> candidate,
            RequestTarget target,
            HttpServerRequest received,
            ServerHttpRequest original,
            RequestRecord record) {
        this.rule = candidate.target();
        this.match = candidate.match();
        this.target = target;
        this.received = received;
        this.original = original;
        this.record = record;
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
        return rule;
    }

    RequestRecord record() {
        return record;
    }

    /** The request for the rule's program, with what filters changed in it. */
    ProgramRequest programRequest(ServerHttpRequest request) {
        boolean untouched = request.equals(original);
        HttpHeaders headers = untouched ? received.requestHeaders().copy() : copy(request);
        Flux<ByteBuf> body =
                untouched ? received.receive().retain() : request.getBody().map(NettyDataBufferFactory::toByteBuf);
        URI uri = request.getURI();
        boolean sameTarget = untouched || uri.equals(original.getURI());
        String authority = headers.get(HttpHeaderNames.HOST);
        return new ProgramRequest(
                loop(),
                request.getMethod().name(),
                received.protocol(),
                received.scheme(),
                authority == null ? "" : authority,
                rule.listenerPort(),
                sameTarget ? target.path() : uri.getRawPath(),
                sameTarget ? target.query() : uri.getRawQuery(),
                headers,
                RequestBody.of(
                        BodyFraming.of(headers), body.doOnNext(buffer -> record.received(buffer.readableBytes()))),
                null,
                InterimReceiver.NONE,
                match,
                received.remoteAddress(),
                answers());
    }

    /** For answers that we make ourselves, by what the client sent. */
    AnswerContext answers() {
        return new AnswerContext(
                received.method().name(),
                received.requestHeaders(),
                record.head().requestId());
    }

    private EventLoop loop() {
        return ((ChannelOperations<?, ?>) received).channel().eventLoop();
    }

    /** Without validation: a server has read them, or a filter of the team made them. */
    private static HttpHeaders copy(ServerHttpRequest request) {
        HttpHeaders copy =
                DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
        request.getHeaders().forEach((name, values) -> copy.add(name, values));
        return copy;
    }

    /** Keeps a response until it is written; one that was kept before, as with a retry, is given up. */
    void keep(ProgramResponse response) {
        giveUp();
        unwritten = response;
        record.answeredBy(response.backend(), response.reason());
    }

    /** Hands the response out, once; null where there is none. */
    @Nullable
    ProgramResponse take() {
        ProgramResponse response = unwritten;
        unwritten = null;
        return response;
    }

    /** Notes that the backend's response broke off. */
    void brokeOff() {
        responseBroke = true;
        record.brokeOff(Answer.UPSTREAM_BROKEN.reason());
    }

    /** Whether the backend's response broke off, so that a failure is not a filter's. */
    boolean responseBroke() {
        return responseBroke;
    }

    /** Gives back the connection behind a response that nobody will write. */
    void giveUp() {
        ProgramResponse response = take();
        if (response != null) {
            response.body().discard();
        }
    }
}
