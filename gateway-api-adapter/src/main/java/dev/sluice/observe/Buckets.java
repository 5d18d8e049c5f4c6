package dev.sluice.observe;

import java.time.Duration;
import java.util.stream.Stream;

/**
 * Bounds of the buckets of histograms: those of OpenTelemetry's {@code http.server.request.duration} thinned out, and
 * further ones at both ends, for a proxy answers within a millisecond and a call may last for half a minute.
 */
final class Buckets {

    static final Duration[] LIMITS = Stream.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    /** Of one timer: its buckets, that of all, and count, sum and maximum. */
    static final int SERIES = LIMITS.length + 4;

    private Buckets() {}
}
