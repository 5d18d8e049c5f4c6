package dev.sluice.config.route;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When a request that failed is sent once more. Source: HTTPRouteRule.retry, GEP-1731.
 *
 * @param codes statuses of a response that is not forwarded but tried again, 400-599; empty: none
 * @param attempts how often at most, beside the first try, 0 or more; 1 where the rule says nothing
 * @param backoff least time between two tries; null: the gateway's default
 */
public record Retry(
        Set<Integer> codes, int attempts, @Nullable Duration backoff) {

    public Retry {
        codes = Set.copyOf(codes);
    }
}
