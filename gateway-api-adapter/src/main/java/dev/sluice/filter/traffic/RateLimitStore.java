package dev.sluice.filter.traffic;

import java.time.Duration;
import reactor.core.publisher.Mono;

/** Counts the requests of all replicas together. Any thread may use it; nothing blocks. */
@FunctionalInterface
public interface RateLimitStore {

    /**
     * Takes a token from a bucket, which is full when it is first asked.
     *
     * @param bucket names it: the same in each replica, of another for each filter; may be long and holds what clients
     *     sent
     * @return on any thread; empty where it is not known in time. Never an error
     */
    Mono<Taken> take(Rate rate, String bucket);

    /**
     * How fast a bucket fills.
     *
     * @param requests within {@code per}
     * @param per whole seconds
     * @param burst tokens that it holds; at least what comes in a second
     */
    record Rate(long requests, Duration per, long burst) {}
}
