package dev.sluice.cluster;

import dev.sluice.cluster.api.UnavailableException;
import dev.sluice.resource.Durations;
import dev.sluice.text.LogLine;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does one thing again whenever it is asked to, on a thread of its own; what is asked while it works is done together
 * the next time. What fails is tried again, after 100 ms at first and after 5 s at most, or when an API server
 * that is too busy asks for it, so that one that is away costs nothing but time. Nobody who asks ever waits.
 */
public final class WriteLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WriteLoop.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Runnable work;
    private final Semaphore asked = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;
    // Touched by the thread alone.
    private Duration pause = Duration.ZERO;

    private @Nullable Duration due;

    /**
     * A loop that has not started.
     *
     * @param name of the thread
     * @param work may block and may throw; called by one thread
     */
    public WriteLoop(String name, Runnable work) {
        this.work = work;
        this.thread = new Thread(this::run, name);
        this.thread.setDaemon(true);
    }

    /** Starts the thread. */
    public void start() {
        thread.start();
    }

    /** Asks for the work to be done; returns at once. Called by any thread. */
    public void ask() {
        asked.release();
    }

    /**
     * Asks for the work to be done again after a while, though nobody asks. Of several times the first counts. Called
     * by the work itself.
     */
    public void askIn(Duration later) {
        if (due == null || later.compareTo(due) < 0) {
            due = later;
        }
    }

    /** Lets work that has begun come to its end. A loop that has not started never will. */
    @Override
    public void close() {
        closed = true;
        ask();
        try {
            if (thread.getState() != Thread.State.NEW) {
                thread.join(PATIENCE);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (awaitTurn()) {
            asked.drainPermits();
            due = null;
            try {
                work.run();
                pause = Duration.ZERO;
            } catch (RuntimeException | Error failure) {
                pause = pause.isZero() ? FIRST_PAUSE : longer(pause);
                if (failure instanceof UnavailableException away
                        && away.retryAfter().compareTo(pause) > 0) {
                    pause = away.retryAfter();
                }
                LOG.warn("{}: {}; next try in {}", thread.getName(), cause(failure), Durations.text(pause));
            }
        }
    }

    /** What an API server that cannot be used says is enough; of a fault of ours, its class is needed as well. */
    private static String cause(Throwable failure) {
        return LogLine.of(String.valueOf(failure instanceof UnavailableException ? failure.getMessage() : failure));
    }

    /** False when the loop is closed. */
    private boolean awaitTurn() {
        try {
            if (!pause.isZero()) {
                Thread.sleep(pause);
            } else if (due == null) {
                asked.acquire();
            } else {
                // Whether somebody asked or it is time, the work looks at everything.
                boolean _ = asked.tryAcquire(due.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException interrupted) {
            return false;
        }
        return !closed;
    }

    private static Duration longer(Duration pause) {
        var doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }
}
