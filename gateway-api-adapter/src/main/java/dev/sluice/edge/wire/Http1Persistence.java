package dev.sluice.edge.wire;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * How long an HTTP/1.1 connection is kept for further requests, and how it ends: RFC 9112, sections 9.3 and 9.6.
 *
 * <pre>
 * KEPT           it is old                                         LEAVING
 * KEPT, LEAVING  the head of a response that says "close"          LAST
 * any            the last response is over, or we are to close it  LINGERING
 * </pre>
 */
final class Http1Persistence {

    /** How long a broken-off request has to be answered, and a refused client to read the answer. */
    private static final long LINGER_SECONDS = 2;

    /** How long an old connection waits for one more request, to say with its response that it is the last. */
    private static final long LAST_CALL = TimeUnit.SECONDS.toNanos(1);

    private enum State {
        KEPT,
        /** The next response is the last, and says so. */
        LEAVING,
        /** The response that is being written is the last; no further request is read. */
        LAST,
        /** Our half ends when all is written; what comes is dropped until the client has ended its half too. */
        LINGERING
    }

    private final BooleanSupplier draining;
    private final ConnectionTimeouts timeouts;
    private final Ticker ticker;
    private State state = State.KEPT;
    private boolean served;
    private long quietSince;

    /** @param draining whether the socket is being closed, so that the next response is the last */
    Http1Persistence(BooleanSupplier draining, ConnectionTimeouts timeouts, Ticker ticker) {
        this.draining = draining;
        this.timeouts = timeouts;
        this.ticker = ticker;
        this.quietSince = ticker.nanoTime();
    }

    /** Whether a further request may be read. */
    boolean takesRequests() {
        return state == State.KEPT || state == State.LEAVING;
    }

    /** A response should be the last soon. */
    void leave() {
        state = state == State.KEPT ? State.LEAVING : state;
    }

    /**
     * Whether the response whose head is being written is the last.
     *
     * @param unreadable whether nothing more can be read of what the client sends
     */
    boolean isLast(boolean unreadable) {
        if (state == State.LEAVING || (state == State.KEPT && (unreadable || draining.getAsBoolean()))) {
            state = State.LAST;
        }
        return !takesRequests();
    }

    /** The response whose head is being written is the last. */
    void closesAfterwards() {
        state = state == State.LINGERING ? state : State.LAST;
    }

    /** Ends our half when all is written. */
    void linger(ChannelHandlerContext ctx, ChannelPromise promise) {
        state = State.LINGERING;
        LingeringClose.close(ctx, promise, LINGER_SECONDS);
    }

    /**
     * Closes it whatever comes.
     *
     * @param answered whether nothing is left to be answered, so that there is no need to wait
     */
    void hangUp(ChannelHandlerContext ctx, boolean answered) {
        var _ = Hangup.after(ctx, answered ? 0 : LINGER_SECONDS, TimeUnit.SECONDS);
    }

    /** A head has begun to come. */
    void headBegan() {
        if (served) {
            quietSince = ticker.nanoTime();
        }
    }

    /** A head is whole. */
    void headRead() {
        served = true;
    }

    /** A body or a response is over: from now on it is quiet. */
    void quiet() {
        quietSince = ticker.nanoTime();
    }

    /** What is to become of it while a head is waited for. */
    enum Verdict {
        STAYS,
        /** The head comes too slowly: it is refused. */
        REFUSED,
        CLOSED
    }

    /**
     * Judges a client that a head is awaited from.
     *
     * @param begun whether octets of the head came
     */
    Verdict whileHeadIsAwaited(boolean begun, long now) {
        long quiet = now - quietSince;
        long idle = timeouts.idle().toNanos();
        boolean tooSlow = (begun || !served) && quiet >= timeouts.head().toNanos();
        if (tooSlow && begun) {
            return Verdict.REFUSED;
        }
        long kept = state == State.LEAVING ? Math.min(LAST_CALL, idle) : idle;
        return tooSlow || (!begun && quiet >= kept) ? Verdict.CLOSED : Verdict.STAYS;
    }

    /** Whether a body that nobody wants, for its response is over, has been coming for too long. */
    boolean isRestTooLong(long now) {
        return now - quietSince >= timeouts.head().toNanos();
    }
}
