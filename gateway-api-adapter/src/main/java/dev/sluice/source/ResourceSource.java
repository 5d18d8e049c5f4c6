package dev.sluice.source;

/** Watches objects and keeps an immutable picture of them. */
public interface ResourceSource extends AutoCloseable {

    /**
     * Begins to read everything, then watches. Files have been read when this returns; an API server may be away for
     * long, so what it has comes later.
     *
     * @param changed called on a thread of the source whenever {@link #current()} has become another; must not block
     */
    void start(Runnable changed);

    /** The newest picture; before the first reading an empty one with {@code complete} false. Never blocks. */
    SourceSnapshot current();

    /**
     * What can be made of a picture was made, so it will take no more memory. Called by the thread that makes it; never
     * blocks for long.
     */
    default void built(SourceSnapshot snapshot) {
        // Who counts nothing need not know.
    }

    /** Stops watching. The last picture stays. */
    @Override
    void close();
}
