package dev.sluice.upstream;

import dev.sluice.timing.Deadline;
import dev.sluice.timing.TimerWheel;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections to one endpoint on one event loop, and the requests of this loop that wait for one. All methods
 * belong to the loop, but for the counts, which others read to know whom to ask.
 */
abstract sealed class LoopPool permits Http1Pool, Http2Pool {

    private static final Logger LOG = LoggerFactory.getLogger(LoopPool.class);

    /** Requests of this loop that are served one after the other while other loops wait; then it is their turn. */
    private static final int IN_A_ROW = 16;

    private final EndpointPool endpoint;
    private final EventLoop loop;
    private final Offer offer;
    private final TimerWheel wheel;
    private final long responseNanos;
    private final long pendingNanos;
    private final Deque<Exchange> queue = new ArrayDeque<>();
    private final Sweep sweep = new Sweep();
    private int inARow;
    private boolean serving;
    private volatile int waiters;
    private volatile int unused;

    LoopPool(EndpointPool endpoint, EventLoop loop, Offer offer) {
        this.endpoint = endpoint;
        this.loop = loop;
        this.offer = offer;
        this.wheel = TimerWheel.of(loop);
        this.responseNanos = endpoint.settings().responseTimeout().toNanos();
        this.pendingNanos = endpoint.settings().pendingTimeout().toNanos();
    }

    /** Has a kept connection carry the exchange; false where there is none. */
    abstract boolean useKept(Exchange exchange);

    /** Opens a connection for the exchange; the right to it is taken. */
    abstract void open(Exchange exchange);

    /** Closes the connection that is unused for longest; false where there is none. */
    abstract boolean closeOldest();

    /** Closes all connections that are unused for that long; says for how long the oldest of the others is, or -1. */
    abstract long closeUnusedFor(long nanos);

    /** Finds a connection for the exchange, or has it wait for one. */
    final void acquire(Exchange exchange) {
        exchange.from(this);
        if (queue.isEmpty() && tryServe(exchange)) {
            return;
        }
        if (!endpoint.tryWait()) {
            exchange.refused();
            return;
        }
        queue.add(exchange);
        waiters = queue.size();
        exchange.waiting(pendingNanos);
        // Again, for what became free before the others could see that this one waits.
        serve();
        if (!queue.isEmpty()) {
            makeRoom();
        }
    }

    private boolean tryServe(Exchange exchange) {
        if (!exchange.afresh() && useKept(exchange)) {
            return true;
        }
        if (!endpoint.tryOpen()) {
            return false;
        }
        exchange.connecting();
        open(exchange);
        return true;
    }

    /** Something may have become free: serves those who wait, in the order in which they came. */
    final void serve() {
        if (serving) {
            return;
        }
        serving = true;
        Exchange next = queue.poll();
        while (next != null) {
            if (!tryServe(next)) {
                queue.addFirst(next);
                break;
            }
            endpoint.waited();
            next = queue.poll();
        }
        serving = false;
        waiters = queue.size();
        if (queue.isEmpty() && endpoint.waiting() > 0 && endpoint.mayOpen()) {
            endpoint.wake();
        }
    }

    /** For the first of those who wait: what is unused but cannot serve it, here or at another loop, is closed. */
    private void makeRoom() {
        if (!closeOldest()) {
            endpoint.claimUnused(this);
        }
    }

    /** Has all who wait here wait there. */
    final void moveTo(LoopPool other) {
        Exchange next = queue.poll();
        while (next != null) {
            waiters = queue.size();
            endpoint.waited();
            other.acquire(next);
            next = queue.poll();
        }
    }

    /** It waits no more. */
    final void forget(Exchange exchange) {
        if (queue.remove(exchange)) {
            waiters = queue.size();
            endpoint.waited();
        }
    }

    /** The number of unused connections changed. */
    final void unused(int count) {
        unused = count;
        if (count > 0 && !sweep.scheduled()) {
            wheel.schedule(sweep, endpoint.settings().maxIdleTime().toNanos());
        }
    }

    /** A connection became unused, or can carry more: it is for those who wait, here first, but not for ever. */
    final void offered(int count) {
        unused(count);
        if (endpoint.waiting() > 0) {
            share();
        }
    }

    private void share() {
        if (!othersWait() || ++inARow < IN_A_ROW || unused == 0) {
            serve();
        }
        if (unused > 0 && othersWait()) {
            inARow = 0;
            closeOldest();
        }
    }

    private boolean othersWait() {
        return endpoint.waiting() > queue.size();
    }

    /** Another loop needs what is unused here. */
    final void yieldUnused() {
        if (othersWait() && !closeOldest()) {
            endpoint.claimUnused(this);
        }
    }

    /** Closes what is not in use, as nothing here will be used again. */
    final void closeUnused() {
        closeUnusedFor(0);
        // It would keep all of this, the sessions of TLS among it, for as long as a connection may be idle.
        sweep.cancel();
    }

    /** Runs a task on the loop, later. */
    final void run(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException stopping) {
            LOG.debug("{}: the gateway stops", endpoint.endpoint(), stopping);
        }
    }

    final EndpointPool endpoint() {
        return endpoint;
    }

    final EventLoop loop() {
        return loop;
    }

    /** What its connections may speak. */
    final Offer offer() {
        return offer;
    }

    final TimerWheel wheel() {
        return wheel;
    }

    /** From the end of a request to the head of its response, at most; 0 for no limit. */
    final long responseNanos() {
        return responseNanos;
    }

    /** Requests that wait. Any thread. */
    final int waiters() {
        return waiters;
    }

    /** Connections that are open and not in use. Any thread. */
    final int unused() {
        return unused;
    }

    /** Closes what was unused for too long. */
    private final class Sweep extends Deadline {

        @Override
        protected void expire() {
            long limit = endpoint.settings().maxIdleTime().toNanos();
            long oldest = closeUnusedFor(limit);
            if (oldest >= 0) {
                wheel.schedule(this, limit - oldest);
            }
        }
    }
}
