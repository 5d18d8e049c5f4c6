package dev.sluice.memory;

/** What is measured of a heap, in bytes. */
interface Heap {

    /** What it can grow to. */
    long max();

    /** What is taken now, with what a collection would free. Costs next to nothing. */
    long used();

    /** Counts collections that have ended. */
    long collections();

    /** What was left by the collection that ended last; with some collectors that still has garbage. */
    long afterCollection();

    /** Collects, which stops requests for a part of a second, and gives what is left. */
    long collect();
}
