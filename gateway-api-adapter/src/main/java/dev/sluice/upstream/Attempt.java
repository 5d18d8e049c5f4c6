package dev.sluice.upstream;

import dev.sluice.answer.Answer;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.timeout.ReadTimeoutException;
import java.util.Set;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.NettyOutbound;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;

/** One try to send a request over one connection, and how far it came. */
final class Attempt {

    /** Source: RFC 9110, section 9.2.2. */
    private static final Set<HttpMethod> IDEMPOTENT = Set.of(
            HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.TRACE, HttpMethod.PUT, HttpMethod.DELETE);

    private final UpstreamRequest request;
    private final EndpointPool pool;
    private final boolean afresh;
    private volatile boolean reusedConnection;
    private volatile boolean headWritten;
    private volatile boolean bodyAsked;
    private volatile boolean bodyFailed;

    private Attempt(UpstreamRequest request, EndpointPool pool, boolean afresh) {
        this.request = request;
        this.pool = pool;
        this.afresh = afresh;
    }

    /** The first try. */
    static Attempt first(UpstreamRequest request, EndpointPool pool) {
        return new Attempt(request, pool, false);
    }

    /**
     * The try after this one. Where a kept connection was the fault, a new one is used: a backend that closes one kept
     * connection often closes many, and another of them would fail likewise.
     */
    Attempt next(EndpointPool other) {
        return new Attempt(request, other, headWritten && reusedConnection);
    }

    /** Whether a new connection must be used, beside the pool and its limit. */
    boolean afresh() {
        return afresh;
    }

    EndpointPool pool() {
        return pool;
    }

    /**
     * Sends the request on a connection that is ready. Through {@code sendObject}, because {@code send} gathers the
     * bodies of GET, HEAD and DELETE in memory.
     */
    Publisher<Void> send(NettyOutbound outbound) {
        outbound.withConnection(connection ->
                reusedConnection = ConnectionHandler.of(connection.channel()).begin(this));
        if (request.framing() == BodyFraming.NONE) {
            return Mono.empty();
        }
        return outbound.sendObject(
                request.body().doOnSubscribe(body -> bodyAsked = true).doOnError(failure -> bodyFailed = true));
    }

    /** Makes the head what the request says, whatever the client library put there. */
    void writeHead(HttpRequest head) {
        headWritten = true;
        head.setMethod(request.method()).setUri(request.target());
        head.headers().clear().add(request.headers());
        if (request.framing() == BodyFraming.CHUNKED) {
            head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
    }

    /**
     * Whether the same request may be sent once more. Either nothing of it was written, or a kept connection was closed
     * by the backend while an idempotent request without a body was on its way, before any answer. Never after the
     * request's body was asked for, for it cannot be read twice.
     */
    boolean mayRepeat(Throwable failure) {
        if (bodyAsked || isFull(failure) || failure instanceof ReadTimeoutException) {
            return false;
        }
        return !headWritten
                || (reusedConnection && request.framing() == BodyFraming.NONE && IDEMPOTENT.contains(request.method()));
    }

    /** What the client is told. */
    Answer answer(Throwable failure) {
        if (bodyFailed) {
            return Answer.REQUEST_BROKEN;
        }
        if (isFull(failure)) {
            return Answer.UPSTREAM_FULL;
        }
        if (failure instanceof ReadTimeoutException) {
            return Answer.UPSTREAM_TIMEOUT;
        }
        return headWritten ? Answer.UPSTREAM_BROKEN : Answer.UPSTREAM_CONNECT;
    }

    private static boolean isFull(Throwable failure) {
        return failure instanceof PoolAcquirePendingLimitException || failure instanceof PoolAcquireTimeoutException;
    }
}
