package dev.sluice.trace;

import dev.sluice.config.backend.BackendId;

/** Is notified what becomes of spans for the collectors of policies. Any thread. */
@FunctionalInterface
public interface SpanObserver {

    /** Nobody is interested. */
    SpanObserver NONE = (_, _, _) -> {};

    /** So many spans for a collector have come to this end. */
    void ended(BackendId collector, SpanOutcome outcome, int spans);
}
