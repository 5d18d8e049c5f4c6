package dev.sluice.route;

import dev.sluice.entry.ClientExchange;
import dev.sluice.entry.ResponseTaker;
import dev.sluice.message.HopByHop;
import dev.sluice.message.ResponseBody;
import dev.sluice.message.Tunnel;
import dev.sluice.program.ProgramResponse;
import dev.sluice.route.FilteredFields.InvalidField;
import dev.sluice.session.SessionId;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.AbstractServerHttpResponse;
import org.springframework.http.support.Netty4HeadersAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A response as filters see it. Once all are done with its head, it is written as every other response is. */
final class SpringResponse extends AbstractServerHttpResponse {

    /** Wraps Netty's buffers without copying them. */
    static final NettyDataBufferFactory BUFFERS = new NettyDataBufferFactory(ByteBufAllocator.DEFAULT);

    private final ClientExchange exchange;
    private final ResponseTaker taker;
    private final HeldResponse held = new HeldResponse(this);
    private final io.netty.handler.codec.http.HttpHeaders headers;
    private io.netty.handler.codec.http.HttpHeaders trailers = EmptyHttpHeaders.INSTANCE;
    private @Nullable String backend;
    private @Nullable String reason;
    private @Nullable SessionId session;
    private HttpResponseStatus answered = HttpResponseStatus.OK;

    /** @param taker of the response, once it is written here */
    SpringResponse(ClientExchange exchange, ResponseTaker taker) {
        this(exchange, taker, unvalidated());
    }

    /** They are judged when all filters are done with them. */
    private static io.netty.handler.codec.http.HttpHeaders unvalidated() {
        return DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
    }

    private SpringResponse(
            ClientExchange exchange, ResponseTaker taker, io.netty.handler.codec.http.HttpHeaders headers) {
        super(BUFFERS, new HttpHeaders(new Netty4HeadersAdapter(headers)));
        this.exchange = exchange;
        this.taker = taker;
        this.headers = headers;
    }

    /** The response of a program that is to be written here. */
    HeldResponse held() {
        return held;
    }

    /** Of the client. */
    ClientExchange exchange() {
        return exchange;
    }

    /** Who has it, once it is written. */
    ResponseTaker taker() {
        return taker;
    }

    /** Notes who answered and what Spring has no place for: the reason phrase. */
    void answeredBy(ProgramResponse program) {
        backend = program.backend();
        reason = program.reason();
        session = program.session();
        answered = program.status();
    }

    /** Notes what follows the body. */
    void endsWith(io.netty.handler.codec.http.HttpHeaders newTrailers) {
        trailers = newTrailers;
    }

    /** What follows the body; known when that has ended. */
    io.netty.handler.codec.http.HttpHeaders trailers() {
        return trailers;
    }

    /** Makes the connection a tunnel, unless a filter has decided on another status. */
    Mono<Void> open(Tunnel tunnel) {
        String protocol = headers.get(HttpHeaderNames.UPGRADE);
        return doCommit(() -> {
            if (status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS) && protocol != null) {
                try {
                    return taker.respond(response(ResponseBody.of(Unpooled.EMPTY_BUFFER), tunnel));
                } catch (InvalidField invalid) {
                    tunnel.close();
                    return Mono.error(invalid);
                }
            }
            tunnel.close();
            return respond(Flux.empty());
        });
    }

    @Override
    protected Mono<Void> writeWithInternal(Publisher<? extends DataBuffer> body) {
        return respond(body);
    }

    @Override
    protected Mono<Void> writeAndFlushWithInternal(Publisher<? extends Publisher<? extends DataBuffer>> body) {
        return respond(Flux.from(body).concatMap(part -> part, 1));
    }

    @Override
    public Mono<Void> setComplete() {
        return isCommitted() ? Mono.empty() : doCommit(() -> respond(Flux.empty()));
    }

    private Mono<Void> respond(Publisher<? extends DataBuffer> body) {
        HopByHop.stripResponse(status(), headers);
        var published = new PublishedBody(body, exchange.loop(), this);
        try {
            return taker.respond(response(published, null));
        } catch (InvalidField invalid) {
            published.discard();
            return Mono.error(invalid);
        }
    }

    /** @throws InvalidField where filters set a header that cannot be sent, or a status that ends no request */
    private ProgramResponse response(ResponseBody body, @Nullable Tunnel tunnel) {
        if (tunnel == null && status().codeClass() == HttpStatusClass.INFORMATIONAL) {
            throw new InvalidField("status");
        }
        return new ProgramResponse(
                status(), FilteredFields.ofResponse(headers), body, backend, reason, session, tunnel);
    }

    private HttpResponseStatus status() {
        HttpStatusCode status = getStatusCode();
        return status == null || status.value() == answered.code()
                ? answered
                : HttpResponseStatus.valueOf(status.value());
    }

    @Override
    protected void applyStatusCode() {
        // It is read when the response is written.
    }

    @Override
    protected void applyHeaders() {
        // They are Netty's already.
    }

    @Override
    protected void applyCookies() {
        for (List<ResponseCookie> cookies : getCookies().values()) {
            cookies.forEach(cookie -> headers.add(HttpHeaderNames.SET_COOKIE, cookie.toString()));
        }
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as Spring declares it
    public <T> T getNativeResponse() {
        return (T) exchange;
    }
}
