package dev.sluice.program;

import java.time.Duration;
import java.util.Arrays;

/** How often something happened lately. Time is cut into slots, so that old events leave in steps. Not thread-safe. */
final class WindowCount {

    private static final int SLOTS = 20;

    private final long slotNanos;
    private final int covered;
    private final long[] counts = new long[SLOTS + 1];
    private long newest;
    private boolean started;

    /** Which slots count, where the oldest is in the window only in part. */
    enum Cover {
        /** Without it: what is counted is from the window. */
        AT_MOST,
        /** With it: what is from the window is counted. */
        AT_LEAST
    }

    /** @param window of at least 1 ms */
    WindowCount(Duration window, Cover cover) {
        this.slotNanos = window.toNanos() / SLOTS;
        this.covered = cover == Cover.AT_MOST ? SLOTS : SLOTS + 1;
    }

    /** @param now nanoseconds, of a clock that does not go back */
    void add(long now) {
        advance(now);
        counts[slot(newest)]++;
    }

    /** @param now nanoseconds, of a clock that does not go back */
    long sum(long now) {
        advance(now);
        long sum = 0;
        for (int age = 0; age < covered; age++) {
            sum += counts[slot(newest - age)];
        }
        return sum;
    }

    private void advance(long now) {
        long current = Math.floorDiv(now, slotNanos);
        if (!started || current - newest > SLOTS) {
            Arrays.fill(counts, 0);
            newest = current;
            started = true;
        }
        while (newest < current) {
            newest++;
            counts[slot(newest)] = 0;
        }
    }

    private static int slot(long number) {
        return (int) Math.floorMod(number, (long) SLOTS + 1);
    }
}
