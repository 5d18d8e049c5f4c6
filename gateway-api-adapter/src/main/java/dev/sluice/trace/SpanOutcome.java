package dev.sluice.trace;

import java.util.Locale;

/** What becomes of a span for a collector. */
public enum SpanOutcome {
    /** The collector took it. */
    SENT,
    /** The collector could not be reached, or did not take it: it is dropped. */
    FAILED,
    /** As many as may be wait already, since the collector is slow or away: it is dropped. */
    QUEUE_FULL;

    /** Such as {@code queue_full}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
