package dev.sluice.store;

import dev.sluice.session.SessionUse;
import dev.sluice.store.StoreMetrics.Operation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Does on one thread of its own what no request waits for: writes last uses, reads and writes revocations, and looks
 * whether a store that was away is back.
 */
final class StoreWorker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StoreWorker.class);

    /** Well below the second within which a revocation holds everywhere. */
    private static final Duration POLL = Duration.ofMillis(250);

    private static final Duration PROBE = Duration.ofSeconds(1);
    /** A store that was away is said to be back when it has been for so long. */
    private static final Duration STEADY = Duration.ofSeconds(2);

    /** A batch that takes longer makes room for a poll that is due. */
    private static final Duration LONGEST_FLUSH = Duration.ofMillis(500);

    private static final int CONCURRENT_WRITES = 64;

    private final RedisStore store;
    private final RecentUses uses;
    private final Revocations revocations;
    private final Circuit circuit;
    private final StoreMetrics metrics;
    private final StoreSettings settings;
    private final InstantSource clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("sluice-sessions").factory());

    /** Of the stored revocations that are known here; null: none yet, or not all of ours are stored. */
    private @Nullable String version;

    private long probed = System.nanoTime() - PROBE.toNanos();
    private boolean wasClosed;
    private boolean saidAway;

    StoreWorker(
            RedisStore store,
            RecentUses uses,
            Revocations revocations,
            Circuit circuit,
            StoreMetrics metrics,
            StoreSettings settings,
            InstantSource clock) {
        this.store = store;
        this.uses = uses;
        this.revocations = revocations;
        this.circuit = circuit;
        this.metrics = metrics;
        this.settings = settings;
        this.clock = clock;
    }

    void start() {
        every(POLL, this::watch);
        every(settings.flushInterval(), this::flush);
    }

    private void every(Duration interval, Runnable task) {
        var _ = thread.scheduleWithFixedDelay(() -> run(task), 0, interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException failure) {
            if (thread.isShutdown()) {
                LOG.debug("A task of the session store was cut off by the end", failure);
            } else {
                LOG.error("A task of the session store failed", failure);
            }
        }
    }

    /** Writes what is pending once more, then stops. */
    @Override
    public void close() {
        try {
            thread.submit(this::flush).get(RedisConnections.COMMAND_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("Last uses of sessions are lost", e);
        }
        thread.shutdownNow();
        store.close();
    }

    /**
     * Exchanges revocations with the store now.
     *
     * @return whether the store has them
     */
    CompletableFuture<Boolean> exchangeNow() {
        try {
            return CompletableFuture.supplyAsync(
                    () -> {
                        version = null;
                        return circuit.isClosed() && poll();
                    },
                    thread);
        } catch (RejectedExecutionException closed) {
            return CompletableFuture.completedFuture(false);
        }
    }

    private void watch() {
        if (circuit.isClosed()) {
            wasClosed = true;
            poll();
        } else if (wasClosed) {
            // Not at once: a lookup that found the circuit closed must not wait for a connection being made.
            wasClosed = false;
        } else if (System.nanoTime() - probed >= PROBE.toNanos()) {
            probe();
            probed = System.nanoTime();
        }
        report();
    }

    private boolean poll() {
        try {
            exchange(settings.timeout());
            circuit.succeeded();
            return true;
        } catch (RuntimeException failure) {
            circuit.failed(failure);
            return false;
        }
    }

    /** Connects again, because a connection that was lost without a word looks like a slow one. */
    private void probe() {
        version = null;
        try {
            store.connect();
            exchange(RedisConnections.COMMAND_TIMEOUT);
            store.probe().block(settings.timeout());
            uses.forgetWritten();
            circuit.close();
        } catch (RuntimeException failure) {
            circuit.failedToWrite(failure);
        }
    }

    /** @param longest time that the answer of one command may take */
    private void exchange(Duration longest) {
        String stored =
                metrics.timed(Operation.POLL, store.revocations().version()).block(longest);
        if (stored == null || stored.equals(version)) {
            return;
        }
        Instant now = clock.instant();
        List<Revocation> all = store.revocations()
                .all()
                .blockOptional(RedisConnections.COMMAND_TIMEOUT)
                .orElse(List.of());
        List<Revocation> lacking = revocations.exchange(all, now);
        if (lacking.isEmpty()) {
            version = stored;
            return;
        }
        List<Revocation> ended =
                all.stream().filter(it -> !it.until().isAfter(now)).toList();
        store.revocations().change(lacking, ended, revocations.last()).block(RedisConnections.COMMAND_TIMEOUT);
    }

    private void flush() {
        List<SessionUse> pending = uses.collect();
        Instant now = clock.instant();
        if (circuit.isClosed() && !pending.isEmpty()) {
            List<SessionUse> written = write(pending);
            uses.written(written);
            if (circuit.isClosed() && written.size() < pending.size()) {
                // After a poll that is due meanwhile.
                thread.execute(() -> run(this::flush));
            }
        }
        uses.forgetFirst(use -> !store.sessions().end(use).isAfter(now));
    }

    /**
     * Writes what it can until one write fails, or it is time for something else.
     *
     * @return what was written
     */
    private List<SessionUse> write(List<SessionUse> pending) {
        var written = new ArrayList<SessionUse>();
        var failure = new AtomicReference<@Nullable Throwable>();
        Flux.fromIterable(pending)
                .flatMap(
                        // Others fail with it, which nobody waits for any more: none may reach the outer flux.
                        use -> write(use).thenReturn(Optional.of(use)).onErrorResume(it -> {
                            failure.compareAndSet(null, it);
                            return Mono.just(Optional.empty());
                        }),
                        CONCURRENT_WRITES)
                .takeWhile(Optional::isPresent)
                .take(LONGEST_FLUSH)
                .doOnNext(use -> use.ifPresent(written::add))
                .blockLast();
        Throwable first = failure.get();
        if (first != null) {
            circuit.failedToWrite(first);
        } else if (written.isEmpty()) {
            circuit.failedToWrite(new TimeoutException("No write in " + LONGEST_FLUSH));
        }
        return written;
    }

    private Mono<Void> write(SessionUse use) {
        return use.at().isBefore(store.sessions().end(use))
                ? metrics.timed(Operation.WRITE, store.sessions().write(use))
                : Mono.empty();
    }

    /** Says it once, and that it is over once it is for some time, so that a store that comes and goes is no noise. */
    private void report() {
        Circuit.State state = circuit.state();
        Throwable cause = state.cause();
        if (!state.isClosed() && cause != null && !saidAway) {
            saidAway = true;
            LOG.warn(
                    "Sessions: Redis is away: {}. Sessions continue by their tokens, revocations wait",
                    Fault.describe(cause));
            LOG.debug("Redis is away", cause);
        }
        if (state.isClosed() && saidAway && state.since().plus(STEADY).isBefore(clock.instant())) {
            saidAway = false;
            LOG.info("Sessions: Redis is back; {} revocations are in force", revocations.size());
        }
    }
}
