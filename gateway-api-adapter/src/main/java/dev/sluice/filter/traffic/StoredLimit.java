package dev.sluice.filter.traffic;

import dev.sluice.filter.traffic.RateLimitArguments.WhileAway;
import dev.sluice.filter.traffic.RateLimitStore.Rate;
import java.util.concurrent.Executor;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A limit that all replicas have together, and another one for the time in which the store does not answer.
 *
 * @param filter the object that names the filter
 * @param local is asked while the store is away, unless requests are refused then
 */
record StoredLimit(RateLimitStore store, RateLimitArguments arguments, String filter, RateBuckets local) {

    /** Gives an answer on that loop; empty: nobody knows, and the request is refused. */
    Mono<Taken> take(Object key, Executor loop) {
        Mono<Taken> meanwhile =
                arguments.whileAway() == WhileAway.LOCAL ? Mono.fromSupplier(() -> local.take(key)) : Mono.empty();
        return store.take(rate(), bucket(key))
                .publishOn(Schedulers.fromExecutor(loop))
                .switchIfEmpty(meanwhile);
    }

    private Rate rate() {
        return new Rate(arguments.requests(), arguments.per(), arguments.burst());
    }

    private String bucket(Object key) {
        String kind = arguments.header() == null ? arguments.policy() : "header " + arguments.header();
        return filter + "\n" + kind + "\n" + RateKey.text(key);
    }
}
