package dev.sluice.filter.traffic;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket for each key, up to a number of keys. A bucket is let go only when it is full again, so that it is the
 * same as one that is made later: no number of other keys gives a client back what it has used. While there is no room,
 * new keys share one bucket. Any thread may use it.
 */
final class RateBuckets {

    /** How often all buckets are looked at, at most, while new keys come and there is no room. */
    private static final long SWEEP_NANOS = Duration.ofMillis(100).toNanos();

    private final RateLimitArguments limit;
    private final TimeMeter clock;
    private final Map<Object, Bucket> buckets = new ConcurrentHashMap<>();
    private final Bucket overflow;
    private final AtomicLong nextSweep;

    RateBuckets(RateLimitArguments limit, TimeMeter clock) {
        this.limit = limit;
        this.clock = clock;
        this.overflow = full();
        this.nextSweep = new AtomicLong(clock.currentTimeNanos());
    }

    /** Takes a token for a request, if there is one. */
    Taken take(Object key) {
        ConsumptionProbe taken = bucket(key).tryConsumeAndReturnRemaining(1);
        return new Taken(
                taken.isConsumed(),
                taken.getRemainingTokens(),
                taken.isConsumed() ? taken.getNanosToWaitForReset() : taken.getNanosToWaitForRefill());
    }

    private Bucket bucket(Object key) {
        Bucket known = buckets.get(key);
        if (known != null) {
            return known;
        }
        return hasRoom() ? buckets.computeIfAbsent(key, _ -> full()) : overflow;
    }

    private boolean hasRoom() {
        if (buckets.size() < limit.maxKeys()) {
            return true;
        }
        long now = clock.currentTimeNanos();
        long due = nextSweep.get();
        if (now - due >= 0 && nextSweep.compareAndSet(due, now + SWEEP_NANOS)) {
            buckets.values().removeIf(bucket -> bucket.getAvailableTokens() >= limit.burst());
        }
        return buckets.size() < limit.maxKeys();
    }

    private Bucket full() {
        return Bucket.builder()
                .addLimit(bandwidth -> bandwidth.capacity(limit.burst()).refillGreedy(limit.requests(), limit.per()))
                .withCustomTimePrecision(clock)
                .build();
    }
}
