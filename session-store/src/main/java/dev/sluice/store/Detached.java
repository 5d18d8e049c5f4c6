package dev.sluice.store;

import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.context.Context;

/**
 * Operations that run to their end when nobody waits for them any longer. Lettuce ends each after a second at most. If
 * they were cancelled, Reactor would log each error that follows, thousands at once when a frozen server is
 * disconnected. So it would where both commands of one write fail: the first error says enough.
 */
final class Detached {

    private static final Logger LOG = LoggerFactory.getLogger(Detached.class);

    /** Where Reactor looks for what is done with an error that nobody takes. */
    private static final String DROPPED = "reactor.onErrorDropped.local";

    private Detached() {}

    static <T> Mono<T> of(Mono<T> operation) {
        return Mono.defer(() -> {
            Sinks.One<T> end = Sinks.one();
            var _ = operation
                    .contextWrite(Detached::noting)
                    .subscribe(
                            value -> {
                                var _ = end.tryEmitValue(value);
                            },
                            error -> {
                                var _ = end.tryEmitError(error);
                            },
                            () -> {
                                var _ = end.tryEmitEmpty();
                            });
            return end.asMono();
        });
    }

    /**
     * For those who wait no longer than that: then it is a {@link java.util.concurrent.TimeoutException}. The operation
     * may fail at that very moment; this error, too, is noted and no more.
     *
     * @param detached runs on, unheard
     */
    static <T> Mono<T> within(Duration longest, Mono<T> detached) {
        return detached.timeout(longest).contextWrite(Detached::noting);
    }

    /** For operations that are cancelled with the request that waits for them. */
    static Context noting(Context context) {
        Consumer<Throwable> noted = Detached::note;
        return context.put(DROPPED, noted);
    }

    private static void note(Throwable further) {
        LOG.debug("A further error of an operation", further);
    }
}
