package dev.sluice.program;

import dev.sluice.config.backend.BackendId;

/** Is notified of each attempt to reach a backend. Called on event loops; must not block. */
@FunctionalInterface
public interface AttemptObserver {

    /** Takes note of nothing. */
    AttemptObserver NONE = (_, _, _) -> {};

    /**
     * An attempt has the head of a response, or failed.
     *
     * @param status of the response; 0 where there is none
     * @param nanos since the attempt began; the wait for a connection is part of it
     */
    void attempted(BackendId backend, int status, long nanos);
}
