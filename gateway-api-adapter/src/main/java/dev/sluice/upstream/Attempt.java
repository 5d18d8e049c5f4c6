package dev.sluice.upstream;

import dev.sluice.answer.Answer;
import dev.sluice.answer.RequestFault;
import dev.sluice.message.BodyFraming;
import dev.sluice.upstream.UpstreamOutcome.Progress;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.timeout.ReadTimeoutException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.NettyOutbound;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;

/** One try to send a request over one connection, and how far it came. */
final class Attempt {

    private final UpstreamRequest request;
    private final EndpointPool pool;
    private final boolean afresh;
    private volatile boolean reusedConnection;
    private volatile boolean headWritten;
    private volatile boolean bodyAsked;
    private volatile @Nullable Throwable bodyFailure;

    Attempt(UpstreamRequest request, EndpointPool pool, boolean afresh) {
        this.request = request;
        this.pool = pool;
        this.afresh = afresh;
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
        if (request.body().framing() == BodyFraming.NONE) {
            return Mono.empty();
        }
        return outbound.sendObject(request.body()
                .content()
                .doOnSubscribe(body -> bodyAsked = true)
                .doOnError(failure -> bodyFailure = failure));
    }

    /** Makes the head what the request says, whatever the client library put there. */
    void writeHead(HttpRequest head) {
        headWritten = true;
        head.setMethod(request.method()).setUri(request.target());
        head.headers().clear().add(request.headers());
        if (request.body().framing() == BodyFraming.CHUNKED) {
            head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
    }

    /** How far it came. */
    Progress progress(Throwable failure) {
        if (!headWritten && !bodyAsked) {
            return Progress.NOT_SENT;
        }
        boolean closedByBackend = reusedConnection && !(failure instanceof ReadTimeoutException);
        return closedByBackend ? Progress.SENT_ON_KEPT : Progress.SENT;
    }

    /** What the client is told. */
    Answer answer(Throwable failure) {
        if (bodyFailure != null) {
            return RequestFault.answerTo(bodyFailure);
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
