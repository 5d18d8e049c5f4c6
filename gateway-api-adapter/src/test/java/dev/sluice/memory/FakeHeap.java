package dev.sluice.memory;

import java.time.Duration;

/** A heap of 1,000 MiB whose figures a test says, with a clock. */
public final class FakeHeap implements Heap {

    private static final long MIB = 1 << 20;

    private long used;
    private long live;
    private long left;
    private int collections;
    private int asked;
    private long now;

    /** A guard of it. */
    public HeapGuard guard() {
        return new HeapGuard(this, () -> now);
    }

    /** MiB that are used, of which a collection leaves so many. */
    public FakeHeap holds(long usedMib, long liveMib) {
        used = usedMib * MIB;
        live = liveMib * MIB;
        return this;
    }

    /** A collection that nobody asked for. */
    public FakeHeap collectsByItself() {
        used = live;
        left = live;
        collections++;
        return this;
    }

    /** After that garbage is there again. */
    FakeHeap isUsed(long mib) {
        used = mib * MIB;
        return this;
    }

    /** Time passes. */
    public FakeHeap waits(Duration time) {
        now += time.toNanos();
        return this;
    }

    int asked() {
        return asked;
    }

    @Override
    public long max() {
        return 1_000 * MIB;
    }

    @Override
    public long used() {
        return used;
    }

    @Override
    public long collections() {
        return collections;
    }

    @Override
    public long afterCollection() {
        return left;
    }

    @Override
    public long collect() {
        asked++;
        collectsByItself();
        return left;
    }
}
