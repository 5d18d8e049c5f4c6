package dev.sluice.source;

/** Watches objects and keeps an immutable picture of them. */
public interface ResourceSource extends AutoCloseable {

    /**
     * Reads everything once, then watches.
     *
     * @param changed called on a thread of the source whenever {@link #current()} has become another; must not block
     */
    void start(Runnable changed);

    /** The newest picture; before the first reading an empty one with {@code complete} false. Never blocks. */
    SourceSnapshot current();

    /** Stops watching. The last picture stays. */
    @Override
    void close();
}
