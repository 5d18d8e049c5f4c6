package dev.sluice.pipeline;

import dev.sluice.graph.GraphSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Runs turns on one thread, one after the other. A turn begins when the source has changed since the last one began;
 * what changes meanwhile is taken together by the next, so the last state always wins.
 *
 * <p>While a socket cannot be opened, a turn begins every second also without a change: whoever holds the port may let
 * go of it.
 *
 * <p>A stage that throws is a bug or an I/O error: the observer is told, what was served is still served, and the next
 * change is tried anew.
 */
public final class Pipeline implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private final PipelineEnds ends;
    private final Turn turn;
    private final Semaphore dirty = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "sluice-pipeline");
    private volatile PipelineState current = PipelineState.NOTHING;
    private volatile boolean closed;

    /**
     * A pipeline that does nothing yet.
     *
     * @param settings of the graph
     * @param clock says when a configuration was applied, and how long it took
     */
    public Pipeline(PipelineEnds ends, GraphSettings settings, PipelineObserver observer, InstantSource clock) {
        this.ends = ends;
        this.turn = new Turn(ends, settings, observer, clock);
        this.thread.setDaemon(true);
    }

    /** Starts the source and the thread. Serving comes when the source has read everything once. */
    public void start() {
        ends.source().start(dirty::release);
        dirty.release();
        thread.start();
    }

    /** What was done so far. Never blocks; called by any thread. */
    public PipelineState current() {
        return current;
    }

    /** Stops the source, lets a turn that has begun come to its end, and stops the thread. What is served stays. */
    @Override
    public void close() {
        closed = true;
        ends.source().close();
        dirty.release();
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        awaitWork();
        while (!closed) {
            dirty.drainPermits();
            turn.run(current, state -> current = state);
            awaitWork();
        }
    }

    private void awaitWork() {
        if (current.served().isWhole()) {
            dirty.acquireUninterruptibly();
            return;
        }
        try {
            // Whether permits came or the time ran out, the next turn reads the source anew.
            boolean _ = dirty.tryAcquire(BETWEEN_TRIES.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            // Nobody but close() ends this thread, and it does so by its flag.
        }
    }
}
