package dev.sluice.store;

import dev.sluice.filter.traffic.RateLimitStore.Rate;
import dev.sluice.filter.traffic.Taken;
import dev.sluice.text.Sha256;
import java.time.Duration;
import java.util.List;
import org.springframework.cloud.gateway.filter.ratelimit.RedisRateLimiter;
import org.springframework.core.io.ClassPathResource;
import org.springframework.data.redis.core.ReactiveRedisOperations;
import org.springframework.data.redis.core.script.RedisScript;
import reactor.core.publisher.Mono;

/**
 * Token buckets in Redis, by the script of Spring Cloud Gateway's RequestRateLimiter, which counts whole seconds of
 * Redis's clock and lets each bucket end soon after it is full. A request takes as many of its tokens as the rate has
 * seconds, so that any rate is one of whole tokens in a second.
 */
final class StoredBuckets {

    /** The script takes its own clock. */
    private static final String NOW = "";

    @SuppressWarnings("rawtypes")
    private static final RedisScript<List> SCRIPT = RedisScript.of(
            new ClassPathResource("META-INF/scripts/request_rate_limiter.lua", RedisRateLimiter.class.getClassLoader()),
            List.class);

    private final ReactiveRedisOperations<String, Object> operations;
    private final String prefix;

    /** @param namespace of all keys */
    StoredBuckets(ReactiveRedisOperations<String, Object> operations, String namespace) {
        this.operations = operations;
        this.prefix = namespace + ":limits:";
    }

    /** @param bucket may be long; Redis gets a digest */
    Mono<Taken> take(Rate rate, String bucket) {
        long cost = rate.per().toSeconds();
        // In braces: a cluster keeps both keys in one place.
        String key = prefix + "{" + Sha256.hex(rate + "\n" + bucket) + "}.";
        return Detached.of(operations
                        .execute(
                                SCRIPT,
                                List.of(key + "tokens", key + "timestamp"),
                                List.of(rate.requests(), rate.burst() * cost, NOW, cost))
                        .next())
                .map(answer -> taken(rate, number(answer, 0) == 1, number(answer, 1)));
    }

    private static long number(List<?> answer, int index) {
        return ((Number) answer.get(index)).longValue();
    }

    private static Taken taken(Rate rate, boolean isServed, long tokens) {
        long cost = rate.per().toSeconds();
        long missing = (isServed ? rate.burst() * cost : cost) - tokens;
        double seconds = (double) missing / rate.requests();
        return new Taken(
                isServed,
                tokens / cost,
                Math.round(seconds * Duration.ofSeconds(1).toNanos()));
    }
}
