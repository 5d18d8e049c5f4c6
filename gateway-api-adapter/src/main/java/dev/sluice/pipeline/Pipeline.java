package dev.sluice.pipeline;

import dev.sluice.graph.GraphSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Runs on one thread, one run after the other. A run begins when the source has changed since the last one began; what
 * changes meanwhile is taken together by the next, so the last state always wins. Under changes without end there are
 * pauses, see {@link TurnSchedule}.
 *
 * <p>A stage that throws is a bug or an I/O error: the observer hears of it, what was served is still served, status
 * says what that is, and the run is repeated after a pause that grows, or with the next change. Sockets that cannot be
 * opened are tried again without a run: the process that holds the port may give it back.
 */
public final class Pipeline implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final PipelineEnds ends;
    private final Turn turn;
    private final TurnSchedule schedule = new TurnSchedule();
    private final Waiting waiting;
    private final Thread thread = new Thread(this::run, "sluice-pipeline");
    private volatile boolean closed;

    /**
     * A pipeline that does nothing yet.
     *
     * @param settings of the graph
     * @param clock says when a configuration was applied, and how long it took
     */
    public Pipeline(PipelineEnds ends, GraphSettings settings, PipelineObserver observer, InstantSource clock) {
        this(ends, settings, observer, clock, new ThreadWaiting());
    }

    /** The same with another way to wait. */
    Pipeline(
            PipelineEnds ends,
            GraphSettings settings,
            PipelineObserver observer,
            InstantSource clock,
            Waiting waiting) {
        this.ends = ends;
        this.turn = new Turn(ends, settings, observer, clock, waiting);
        this.waiting = waiting;
        this.thread.setDaemon(true);
    }

    /** Starts the source and the thread. Serving comes when the source has read everything once. */
    public void start() {
        ends.source().start(waiting::changed);
        waiting.changed();
        thread.start();
    }

    /** What was done so far. Never blocks; called by any thread. */
    public PipelineState current() {
        return turn.current();
    }

    /** Stops the source, lets a run that has begun come to its end, and stops the thread. What is served stays. */
    @Override
    public void close() {
        closed = true;
        ends.source().close();
        waiting.end();
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            boolean changed = waiting.awaitChange(untilDue());
            if (changed || schedule.isTurnDue(waiting.nanos())) {
                waiting.gather(schedule.pause(waiting.nanos()));
                runTurn();
            }
            if (schedule.areSocketsDue(waiting.nanos())) {
                openClosed();
            }
            turn.report();
        }
    }

    private Optional<Duration> untilDue() {
        return Stream.of(schedule.untilDue(waiting.nanos()), turn.untilReport())
                .flatMap(Optional::stream)
                .min(Duration::compareTo);
    }

    private void runTurn() {
        if (closed) {
            return;
        }
        long begun = waiting.nanos();
        turn.run();
        schedule.ran(begun, waiting.nanos(), turn.hasFailed(), hasClosed());
    }

    private void openClosed() {
        if (closed) {
            return;
        }
        turn.openClosed();
        schedule.triedSockets(waiting.nanos(), hasClosed());
    }

    /** Where a stage fails, whole runs try the sockets. */
    private boolean hasClosed() {
        return !turn.hasFailed() && current().served().hasClosed();
    }
}
