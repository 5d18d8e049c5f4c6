package dev.sluice.store;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Operations that run to their end when nobody waits for them any longer. Lettuce ends each after a second at most. If
 * they were cancelled, Reactor would log each error that follows, thousands at once when a frozen server is
 * disconnected.
 */
final class Detached {

    private Detached() {}

    static <T> Mono<T> of(Mono<T> operation) {
        return Mono.defer(() -> {
            Sinks.One<T> end = Sinks.one();
            var _ = operation.subscribe(
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
}
