package dev.sluice.store;

import dev.sluice.filter.traffic.RateLimitStore;
import dev.sluice.filter.traffic.Taken;
import dev.sluice.store.StoreMetrics.Operation;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Limits in Redis. No request waits longer for one than the cap of the session store, and none while its circuit is
 * open, which failures here open too.
 */
final class RedisRateLimits implements RateLimitStore {

    private static final Logger LOG = LoggerFactory.getLogger(RedisRateLimits.class);

    private final StoredBuckets buckets;
    private final Circuit circuit;
    private final StoreMetrics metrics;
    private final Duration longest;
    private final AtomicBoolean saidRights = new AtomicBoolean();

    /** @param longest time that a request waits */
    RedisRateLimits(StoredBuckets buckets, Circuit circuit, StoreMetrics metrics, Duration longest) {
        this.buckets = buckets;
        this.circuit = circuit;
        this.metrics = metrics;
        this.longest = longest;
    }

    @Override
    public Mono<Taken> take(Rate rate, String bucket) {
        return circuit.isClosed()
                ? metrics.timed(Operation.LIMIT, Detached.within(longest, buckets.take(rate, bucket)))
                        .doOnNext(_ -> circuit.succeeded())
                        .doOnError(this::failed)
                        .onErrorComplete()
                : Mono.empty();
    }

    /** A user without rights to run scripts has those that sessions need: these must not suffer. */
    private void failed(Throwable failure) {
        if (Fault.of(failure) != Fault.RIGHTS) {
            circuit.failed(failure);
        } else if (!saidRights.getAndSet(true)) {
            LOG.warn("Rate limits: Redis does not count, {}", Fault.describe(failure));
        }
    }
}
