package dev.sluice.balance;

import dev.sluice.config.backend.Endpoint;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One endpoint of one backend, with its requests and its health. The same object as long as the endpoint is there.
 *
 * <p>Each request that is sent to it says {@link #started}, where it can {@link #answering}, and exactly once
 * {@link #ended}; also one that {@link Balancer#choose} gave and that is not sent after all, for it may be the only one
 * that is allowed to test the endpoint. Any thread may call every method.
 */
public final class Member {

    /** The share of an endpoint that is not starting slowly. */
    static final int FULL = 1024;

    private final Endpoint endpoint;
    private final Balancer balancer;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger connectFailures = new AtomicInteger();
    private final AtomicBoolean tested = new AtomicBoolean();
    private final AtomicReference<@Nullable SlowStart> slowStart = new AtomicReference<>();
    private final AtomicInteger epoch = new AtomicInteger();
    private final AtomicLong ejections = new AtomicLong();
    private final Latency latency = new Latency();
    private volatile @Nullable Ejection ejection;
    private volatile boolean terminating;

    Member(Endpoint endpoint, Balancer balancer) {
        this.endpoint = endpoint;
        this.balancer = balancer;
    }

    /** Where its connections go. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /**
     * Counts a request that is about to be sent.
     *
     * @return for {@link #answering} and {@link #ended}: a request that began before an ejection tells nothing of what
     *     is now
     */
    public int started() {
        running.incrementAndGet();
        return epoch.get();
    }

    /**
     * Notes that the head of a response with a status below 500 came: the endpoint works, however long the body takes.
     *
     * @param ticket what {@link #started} gave
     */
    public void answering(int ticket) {
        if (ticket == epoch.get()) {
            works(ticket);
        }
    }

    /**
     * Counts the end of a request, its response's body included.
     *
     * @param ticket what {@link #started} gave
     */
    public void ended(int ticket, Outcome outcome) {
        running.decrementAndGet();
        if (ticket != epoch.get()) {
            return;
        }
        switch (outcome) {
            case ANSWERED -> works(ticket);
            case CONNECT_FAILED -> fails(ticket, connectFailures.incrementAndGet());
            case SERVER_ERROR, BROKEN, TIMED_OUT -> {
                connectFailures.set(0);
                fails(ticket, 0);
            }
            case CANCELLED -> tested.set(false);
        }
    }

    /** Requests that have started and not ended. */
    public int running() {
        return running.get();
    }

    /** Whether it failed so often that it gets no requests, but for those that test whether it works again. */
    public boolean ejected() {
        return ejection != null;
    }

    /** How often it was ejected since it is there. */
    public long ejections() {
        return ejections.get();
    }

    /** How long its responses take. */
    public Latency latency() {
        return latency;
    }

    /** Whether it is about to go, and takes requests only where no other endpoint of the backend is ready. */
    public boolean terminating() {
        return terminating;
    }

    /** What it gets of an equal share, above 0 and up to 1; below 1 while it starts slowly. */
    public double share() {
        return (double) weight() / FULL;
    }

    private void works(int ticket) {
        if (ejection != null) {
            balancer.restore(this, ticket);
        } else if (failures.get() != 0) {
            failures.set(0);
            connectFailures.set(0);
        }
    }

    private void fails(int ticket, int connectFailuresInARow) {
        BalanceSettings settings = balancer.settings();
        if (failures.incrementAndGet() >= settings.failures()
                || connectFailuresInARow >= settings.connectFailures()
                || ejection != null) {
            balancer.eject(this, ticket);
        }
    }

    /** Up to {@link #FULL}, at least 1. */
    int weight() {
        SlowStart starting = slowStart.get();
        if (starting == null) {
            return FULL;
        }
        long age = balancer.now() - starting.since();
        long length = balancer.settings().slowStart().toNanos();
        if (age >= length) {
            slowStart.compareAndSet(starting, null);
            return FULL;
        }
        return Math.max(1, (int) ((double) age / length * FULL));
    }

    /** Whether a request may go to an ejected endpoint to test it. Says so once until that request has ended. */
    boolean mayBeTested() {
        Ejection current = ejection;
        return current != null && current.isOver(balancer.now()) && tested.compareAndSet(false, true);
    }

    // The rest is called under the balancer's lock.

    boolean isAt(int ticket) {
        return epoch.get() == ticket;
    }

    @Nullable
    Ejection ejection() {
        return ejection;
    }

    void eject(Ejection next) {
        ejection = next;
        ejections.incrementAndGet();
        beginEpoch();
    }

    void restore() {
        ejection = null;
        beginEpoch();
    }

    void startSlowly(long now) {
        slowStart.set(new SlowStart(now));
    }

    void terminating(boolean now) {
        terminating = now;
    }

    private void beginEpoch() {
        epoch.incrementAndGet();
        failures.set(0);
        connectFailures.set(0);
        tested.set(false);
    }

    /**
     * @param since when it began, by the balancer's clock
     */
    private record SlowStart(long since) {}

    @Override
    public String toString() {
        return endpoint.toString();
    }
}
