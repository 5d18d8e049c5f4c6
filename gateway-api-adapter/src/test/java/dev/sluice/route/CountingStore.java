package dev.sluice.route;

import dev.sluice.filter.traffic.RateLimitStore;
import dev.sluice.filter.traffic.Taken;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Counts bursts, which never fill again, and answers on a thread of its own. */
final class CountingStore implements RateLimitStore {

    private static final Duration RESET = Duration.ofSeconds(42);

    final Map<String, Long> left = new ConcurrentHashMap<>();
    volatile boolean away;

    @Override
    public Mono<Taken> take(Rate rate, String bucket) {
        if (away) {
            return Mono.empty();
        }
        long now = left.merge(bucket, rate.burst() - 1, (before, _) -> before - 1);
        return Mono.just(new Taken(now >= 0, Math.max(0, now), RESET.toNanos())).publishOn(Schedulers.parallel());
    }
}
