package dev.sluice.filter.traffic;

import dev.sluice.filter.traffic.RateLimitArguments.WhileAway;
import dev.sluice.filter.traffic.RateLimitStore.Rate;
import java.util.concurrent.Executor;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A limit that all replicas have together, and another one for the time in which the store does not answer.
 *
 * @param buckets what the names of all buckets of the limit begin with
 * @param whileAway whether local is asked while the store is away
 */
record StoredLimit(RateLimitStore store, Rate rate, String buckets, WhileAway whileAway, RateBuckets local) {

    /** @param filter the object that names the filter */
    static StoredLimit of(RateLimitStore store, RateLimitArguments arguments, String filter, RateBuckets local) {
        String kind = arguments.header() == null ? arguments.policy() : "header " + arguments.header();
        return new StoredLimit(
                store,
                new Rate(arguments.requests(), arguments.per(), arguments.burst()),
                filter + "\n" + kind + "\n",
                arguments.whileAway(),
                local);
    }

    /** Gives an answer on that loop; empty: nobody knows, and the request is refused. */
    Mono<Taken> take(Object key, Executor loop) {
        Mono<Taken> meanwhile = whileAway == WhileAway.LOCAL ? Mono.fromSupplier(() -> local.take(key)) : Mono.empty();
        return store.take(rate, buckets + RateKey.text(key))
                .publishOn(Schedulers.fromExecutor(loop))
                .switchIfEmpty(meanwhile);
    }
}
