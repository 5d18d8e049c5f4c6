package dev.sluice.store;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

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
            Consumer<Throwable> noted = Detached::note;
            var _ = operation
                    .contextWrite(context -> context.put(DROPPED, noted))
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

    private static void note(Throwable further) {
        LOG.debug("A further error of an operation", further);
    }
}
