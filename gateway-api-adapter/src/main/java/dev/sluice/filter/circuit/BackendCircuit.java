package dev.sluice.filter.circuit;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The circuit of one SpringFilter, which all rules share that name it. Any thread may use it; none waits for another.
 */
final class BackendCircuit implements Supplier<CircuitState> {

    private static final Logger LOG = LoggerFactory.getLogger(BackendCircuit.class);

    /** Longer than any call. */
    private static final Duration NEVER = Duration.ofDays(365);

    private final String springFilter;
    private final CircuitBreakingArguments arguments;
    private final CircuitBreaker breaker;
    private volatile long openUntil = System.nanoTime();

    /** @param springFilter for the log, such as {@code SpringFilter shop/circuit} */
    BackendCircuit(String springFilter, CircuitBreakingArguments arguments) {
        this.springFilter = springFilter;
        this.arguments = arguments;
        this.breaker = CircuitBreaker.of(springFilter, config(arguments));
        breaker.getEventPublisher()
                .onStateTransition(event -> changed(event.getStateTransition().getToState()));
    }

    private static CircuitBreakerConfig config(CircuitBreakingArguments arguments) {
        return CircuitBreakerConfig.custom()
                .slidingWindow(
                        (int) arguments.window().toSeconds(),
                        arguments.minimumCalls(),
                        SlidingWindowType.TIME_BASED,
                        SlidingWindowSynchronizationStrategy.LOCK_FREE)
                .failureRateThreshold(arguments.failureRate())
                .slowCallRateThreshold(arguments.slowCallRate())
                .slowCallDurationThreshold(arguments.slowCall() == null ? NEVER : arguments.slowCall())
                .waitDurationInOpenState(arguments.openFor())
                .permittedNumberOfCallsInHalfOpenState(arguments.trials())
                .recordResult(Boolean.FALSE::equals)
                .build();
    }

    private void changed(State state) {
        switch (state) {
            case OPEN -> {
                openUntil = System.nanoTime() + arguments.openFor().toNanos();
                LOG.warn("{}: the circuit is open: too many requests failed or were slow", springFilter);
            }
            case CLOSED -> LOG.info("{}: the circuit is closed again", springFilter);
            case HALF_OPEN -> LOG.debug("{}: the circuit lets some requests pass", springFilter);
            case DISABLED, FORCED_OPEN, METRICS_ONLY -> throw new IllegalStateException("never asked for");
        }
    }

    /** Whether a request may pass. One that does is reported by one of the other methods, once. */
    boolean permits() {
        return breaker.tryAcquirePermission();
    }

    /** A request succeeded or failed. */
    void counted(boolean succeeded, long nanos) {
        breaker.onResult(nanos, TimeUnit.NANOSECONDS, succeeded);
    }

    /** Nobody knows how a request would have ended. */
    void notCounted() {
        breaker.releasePermission();
    }

    /** Until a request may pass; whole seconds, at least one. */
    long secondsToWait() {
        long nanos = openUntil - System.nanoTime();
        return Math.max(1, -Math.floorDiv(-nanos, TimeUnit.SECONDS.toNanos(1)));
    }

    @Override
    public CircuitState get() {
        return switch (breaker.getState()) {
            case OPEN, FORCED_OPEN -> CircuitState.OPEN;
            case HALF_OPEN -> CircuitState.HALF_OPEN;
            case CLOSED, DISABLED, METRICS_ONLY -> CircuitState.CLOSED;
        };
    }
}
