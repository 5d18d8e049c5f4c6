package dev.sluice.upstream;

import dev.sluice.config.backend.Endpoint;
import io.netty.channel.EventLoop;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connections to one endpoint of one backend: a pool for each event loop and what it offers, and what they share,
 * which is the number of connections that may be open. A loop that must wait is helped by the others: they close what
 * they do not use.
 */
final class EndpointPool {

    private final Target target;
    private final UpstreamSettings settings;
    private final Connector connector;
    private final AtomicInteger pending;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger turn = new AtomicInteger();
    private volatile LoopPool[] loops = {};
    private volatile boolean http1Chosen;
    private volatile boolean retired;

    /**
     * Without a connection.
     *
     * @param pending requests of the backend that wait for a connection, to whichever endpoint
     */
    EndpointPool(Target target, UpstreamSettings settings, Connector connector, AtomicInteger pending) {
        this.target = target;
        this.settings = settings;
        this.connector = connector;
        this.pending = pending;
    }

    Target target() {
        return target;
    }

    Endpoint endpoint() {
        return target.endpoint();
    }

    UpstreamSettings settings() {
        return settings;
    }

    Connector connector() {
        return connector;
    }

    /**
     * The pool of an event loop, to be used on it alone.
     *
     * @param upgrading whether HTTP/1.1 is needed
     */
    LoopPool on(EventLoop loop, boolean upgrading) {
        return on(loop, offer(upgrading));
    }

    /** What is known to be chosen is not asked for again: an endpoint that changes is another one. */
    private Offer offer(boolean upgrading) {
        return switch (target.protocol()) {
            case H2C -> Offer.HTTP_2;
            case HTTP11, WSS -> Offer.HTTP_1;
            case STREAM, DATAGRAM -> throw new IllegalStateException(target + " takes no requests");
            case HTTP -> target.tls() == null || upgrading || http1Chosen ? Offer.HTTP_1 : Offer.EITHER;
        };
    }

    private LoopPool on(EventLoop loop, Offer offer) {
        for (LoopPool pool : loops) {
            if (pool.loop().equals(loop) && pool.offer() == offer) {
                return pool;
            }
        }
        return add(loop, offer);
    }

    private synchronized LoopPool add(EventLoop loop, Offer offer) {
        LoopPool[] before = loops;
        LoopPool[] after = Arrays.copyOf(before, before.length + 1);
        LoopPool added = offer == Offer.HTTP_1 ? new Http1Pool(this, loop) : new Http2Pool(this, loop, offer);
        after[before.length] = added;
        loops = after;
        return added;
    }

    /** The backend chose HTTP/1.1 where HTTP/2 was offered too: the pool of the loop for it. */
    Http1Pool chooseHttp1(EventLoop loop) {
        http1Chosen = true;
        return (Http1Pool) on(loop, Offer.HTTP_1);
    }

    /** Takes the right to open one connection. Given back with {@link #closed}. */
    boolean tryOpen() {
        int now = open.get();
        while (now < settings.maxConnections()) {
            if (open.compareAndSet(now, now + 1)) {
                return true;
            }
            now = open.get();
        }
        return false;
    }

    /** Whether one could be opened now. */
    boolean mayOpen() {
        return open.get() < settings.maxConnections();
    }

    /** A connection is closed, or none came of it. */
    void closed() {
        open.decrementAndGet();
        if (waiting.get() > 0) {
            wake();
        }
    }

    /** Counts a request that waits. False: it may not. */
    boolean tryWait() {
        if (pending.incrementAndGet() > settings.maxPending()) {
            pending.decrementAndGet();
            return false;
        }
        waiting.incrementAndGet();
        return true;
    }

    /** Counts it out. */
    void waited() {
        waiting.decrementAndGet();
        pending.decrementAndGet();
    }

    /** Requests that wait, on all event loops. */
    int waiting() {
        return waiting.get();
    }

    /** Has one loop at which requests wait try again; each time another one begins the search. */
    void wake() {
        LoopPool[] all = loops;
        int first = turn.getAndIncrement() & Integer.MAX_VALUE;
        for (int i = 0; i < all.length; i++) {
            LoopPool pool = all[(first + i) % all.length];
            if (pool.waiters() > 0) {
                pool.run(pool::serve);
                return;
            }
        }
    }

    /** Has one other pool that does not use all its connections close one of them, where requests wait. */
    void claimUnused(LoopPool asking) {
        for (LoopPool pool : loops) {
            if (!pool.equals(asking) && pool.unused() > 0) {
                pool.run(pool::yieldUnused);
                return;
            }
        }
    }

    /** Whether the endpoint is gone: connections are closed after use. */
    boolean retired() {
        return retired;
    }

    /** Closes unused connections now, the others after use. */
    void retire() {
        retired = true;
        for (LoopPool pool : loops) {
            pool.run(pool::closeUnused);
        }
    }

    /** Connections that are open or being opened. */
    int open() {
        return open.get();
    }

    /** Connections that are not in use. */
    int unused() {
        int sum = 0;
        for (LoopPool pool : loops) {
            sum += pool.unused();
        }
        return sum;
    }
}
