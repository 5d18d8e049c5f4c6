package dev.sluice.edge.wire;

import java.time.Duration;

/**
 * How long a connection may take. Looked after every quarter of the shortest, at least every 2.5 s, which may be added
 * to each.
 *
 * @param idle without a running request, after which it is closed; PING frames do not count
 * @param head until the head of a request is whole, from its first octet, or from the start of the connection; else 408
 * @param body in which less than 256 octets of a body come that we are ready to read; else 408
 * @param write in which less than 256 octets of the response are taken for each of its seconds
 * @param streamIdle in which nothing moves on a request in either direction, once a body is under way: 504, or a
 *     response that breaks off; zero for no limit
 * @param age after which no further request is taken; each connection lives up to a tenth shorter, by chance
 */
public record ConnectionTimeouts(
        Duration idle, Duration head, Duration body, Duration write, Duration streamIdle, Duration age) {

    private static final long LONGEST_PERIOD = Duration.ofMillis(2500).toNanos();

    /** Nanoseconds between two looks at the clock. */
    long period() {
        long shortest = LONGEST_PERIOD * 4;
        for (Duration timeout : new Duration[] {idle, head, body, write, streamIdle, age}) {
            shortest = timeout.isZero() ? shortest : Math.min(shortest, timeout.toNanos());
        }
        return Math.max(Duration.ofMillis(1).toNanos(), shortest / 4);
    }
}
