package dev.sluice.benchmark.openloop;

import java.util.Arrays;

/** Nanoseconds from due to answered, of each request of a load. Used by one thread. */
public final class Latencies {

    private final long[] nanos;
    private int count;
    private int failed;

    /** For so many requests at most. */
    public Latencies(int requests) {
        this.nanos = new long[requests];
    }

    /** A request that took so long. */
    public void answered(long time) {
        nanos[count++] = time;
    }

    /** A request that got another answer than 200, or none. Its time counts all the same. */
    void failed(long time) {
        failed++;
        answered(time);
    }

    boolean complete() {
        return count == nanos.length;
    }

    int missing() {
        return nanos.length - count;
    }

    /** One line: the number of requests, and percentiles in microseconds. */
    @Override
    public String toString() {
        Arrays.sort(nanos, 0, count);
        return "requests=%d failed=%d p50=%.0f p99=%.0f p99.9=%.0f max=%.0f"
                .formatted(count, failed, micros(0.50), micros(0.99), micros(0.999), micros(1));
    }

    private double micros(double share) {
        return count == 0 ? 0 : nanos[(int) ((count - 1) * share)] / 1e3;
    }
}
