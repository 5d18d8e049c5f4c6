package dev.sluice.pipeline;

import java.time.Duration;
import java.util.Optional;

/** How the pipeline's thread waits. All but {@link #changed} and {@link #end} are called by that thread. */
interface Waiting {

    /** Nanoseconds of a clock that nobody can set. */
    long nanos();

    /** Something is another than it was. Never blocks; called by any thread. */
    void changed();

    /**
     * Waits until something changes or the time is over.
     *
     * @param longest empty: without end
     * @return whether something has changed
     */
    boolean awaitChange(Optional<Duration> longest);

    /** Waits for a while. What has changed until then, and was not awaited, is taken as one change. */
    void gather(Duration pause);

    /** Ends what waits, and every wait to come. Called by any thread. */
    void end();
}
