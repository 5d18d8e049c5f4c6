package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class DetachedTest {

    private static final Duration SHORT = Duration.ofMillis(1);

    private final List<Throwable> logged = new CopyOnWriteArrayList<>();

    @BeforeEach
    void collect() {
        Hooks.onErrorDropped(logged::add);
    }

    @AfterEach
    void reset() {
        Hooks.resetOnErrorDropped();
    }

    @Test
    void errorAtTheMomentOfTheTimeoutIsNotLogged() {
        assertThatThrownBy(Detached.within(SHORT, failingWhenItIsCancelled())::block)
                .hasCauseInstanceOf(TimeoutException.class);
        assertThat(logged).isEmpty();
    }

    @Test
    void errorAfterTheTimeoutIsNotLogged() {
        Sinks.One<String> operation = Sinks.one();

        assertThatThrownBy(Detached.within(SHORT, Detached.of(operation.asMono()))::block)
                .hasCauseInstanceOf(TimeoutException.class);
        operation.tryEmitError(new IllegalStateException("Connection closed")).orThrow();

        assertThat(logged).isEmpty();
    }

    private static Mono<String> failingWhenItIsCancelled() {
        return Mono.from(subscriber -> subscriber.onSubscribe(new Subscription() {
            @Override
            public void request(long count) {
                // Nothing comes.
            }

            @Override
            public void cancel() {
                subscriber.onError(new IllegalStateException("Connection closed"));
            }
        }));
    }
}
