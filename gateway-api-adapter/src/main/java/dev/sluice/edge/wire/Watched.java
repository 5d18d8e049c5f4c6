package dev.sluice.edge.wire;

/** A connection whose clock a {@link ConnectionWatch} keeps. Called on its event loop. */
interface Watched {

    /** Whoever is too slow at this moment is to be dealt with. */
    void check(long now);

    /** The connection is old: the running requests are the last. */
    void leave();
}
