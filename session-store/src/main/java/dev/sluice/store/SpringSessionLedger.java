package dev.sluice.store;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.filter.traffic.RateLimitStore;
import dev.sluice.session.SessionId;
import dev.sluice.session.SessionLedger;
import dev.sluice.session.SessionUse;
import dev.sluice.store.Revocation.OfEndpoint;
import dev.sluice.store.Revocation.OneSession;
import dev.sluice.store.Revocation.Subject;
import dev.sluice.store.StoreMetrics.Operation;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import reactor.core.publisher.Mono;

/**
 * Remembers sessions in Redis, by Spring Session. While Redis is away, full or read-only, it remembers nothing and
 * answers at once from what this process knows.
 */
public final class SpringSessionLedger implements SessionLedger, SessionControl, AutoCloseable {

    private static final Duration LONGEST_COUNT = Duration.ofSeconds(10);
    private static final int COUNTED_AT_ONCE = 64;

    private final StoreSettings settings;
    private final InstantSource clock = InstantSource.system();
    private final RecentUses uses;
    private final Revocations revocations = new Revocations();
    private final Circuit circuit = new Circuit(clock);
    private final StoreMetrics metrics;
    private final RedisStore store;
    private final StoreWorker worker;

    /** The longest timeout of a session that was seen. */
    private final AtomicReference<Duration> longest;

    /**
     * Opens nothing before {@link #start}.
     *
     * @param redis says where Redis is and how to connect to it; no connection of its own is used
     * @param namespace of all keys in Redis
     */
    public SpringSessionLedger(LettuceConnectionFactory redis, String namespace, StoreSettings settings) {
        this.settings = settings;
        this.store = new RedisStore(redis, namespace, settings.sessionTime());
        this.uses = new RecentUses(settings.maxPending(), store.sessions()::isWorthWriting);
        this.metrics = new StoreMetrics(circuit, uses, revocations);
        this.worker = new StoreWorker(store, uses, revocations, circuit, metrics, settings, clock);
        this.longest = new AtomicReference<>(settings.revocationTime());
    }

    /** Connects in the background; a Redis that is absent is waited for. */
    public void start() {
        worker.start();
    }

    /** Writes what is pending, for a second at most. Blocks. */
    @Override
    public void close() {
        worker.close();
    }

    /** Rate limits in the same Redis. */
    public RateLimitStore rateLimits() {
        return new RedisRateLimits(store.buckets(), circuit, metrics, settings.timeout());
    }

    public MeterBinder metrics() {
        return metrics;
    }

    /** Whether the store does what it should. */
    public StoreState state() {
        Circuit.State state = circuit.state();
        Throwable cause = state.cause();
        return new StoreState(
                state.isClosed(),
                state.since(),
                cause == null ? null : Fault.describe(cause),
                circuit.failures(),
                uses.pending());
    }

    @Override
    public boolean remembers() {
        return circuit.isClosed();
    }

    @Override
    public void used(SessionUse use) {
        uses.add(use);
        Duration timeout = use.absoluteTimeout() == null ? use.idleTimeout() : use.absoluteTimeout();
        if (timeout != null && timeout.compareTo(longest.get()) > 0) {
            longest.accumulateAndGet(timeout, (one, other) -> one.compareTo(other) > 0 ? one : other);
        }
    }

    @Override
    public Mono<Instant> lastUse(SessionId id) {
        SessionUse here = uses.last(id);
        Mono<Instant> known = here == null ? Mono.empty() : Mono.just(here.at());
        boolean isAlive = here != null && store.sessions().end(here).isAfter(clock.instant());
        if (isAlive || !circuit.isClosed()) {
            return known;
        }
        return metrics.timed(
                        Operation.LOOKUP,
                        Detached.within(settings.timeout(), store.sessions().lastUse(id)))
                .doOnSuccess(_ -> circuit.succeeded())
                .doOnError(circuit::failed)
                .map(there -> here != null && here.at().isAfter(there) ? here.at() : there)
                .switchIfEmpty(known)
                .onErrorResume(_ -> known);
    }

    @Override
    public boolean isRevoked(SessionId id, BackendId backend, Endpoint endpoint, Instant begun) {
        return revocations.concern(id, backend, endpoint, begun);
    }

    @Override
    public Mono<Reach> revoke(SessionId session) {
        return revoke(new OneSession(session))
                .flatMap(reach -> reach == Reach.ALL_REPLICAS
                        ? store.sessions().delete(session).thenReturn(reach).onErrorReturn(reach)
                        : Mono.just(reach));
    }

    @Override
    public Mono<Reach> revoke(String backend, String endpoint) {
        return revoke(OfEndpoint.of(backend, endpoint));
    }

    private Mono<Reach> revoke(Subject subject) {
        return Mono.defer(() -> {
            Instant now = clock.instant();
            revocations.add(new Revocation(subject, now, now.plus(longest.get())));
            return Mono.fromFuture(worker.exchangeNow())
                    .map(stored -> stored ? Reach.ALL_REPLICAS : Reach.THIS_REPLICA);
        });
    }

    @Override
    public Mono<SessionCounts> sessions() {
        if (!circuit.isClosed()) {
            return Mono.just(new SessionCounts(false, revocations.size(), List.of()));
        }
        var complete = new AtomicBoolean();
        return store.ids()
                .flatMap(this::pin, COUNTED_AT_ONCE)
                .doOnComplete(() -> complete.set(true))
                .take(LONGEST_COUNT)
                .onErrorComplete()
                .collect(TreeMap<String, Map<String, Long>>::new, SpringSessionLedger::count)
                .map(counted -> new SessionCounts(complete.get(), revocations.size(), listed(counted)));
    }

    /** Unless it is revoked. */
    private Mono<StoredPin> pin(String id) {
        return store.sessions()
                .pin(id)
                .filter(pin -> !revocations.concern(
                        SessionId.parse(id), pin.at().backend(), pin.at().endpoint(), pin.begun()))
                .onErrorComplete(IllegalArgumentException.class);
    }

    private static void count(Map<String, Map<String, Long>> counted, StoredPin pin) {
        counted.computeIfAbsent(pin.at().backend().toString(), _ -> new TreeMap<>())
                .merge(pin.at().endpoint().toString(), 1L, Long::sum);
    }

    private static List<SessionCounts.OfBackend> listed(Map<String, Map<String, Long>> counted) {
        return counted.entrySet().stream()
                .map(backend -> new SessionCounts.OfBackend(
                        backend.getKey(),
                        backend.getValue().entrySet().stream()
                                .map(it -> new SessionCounts.OfEndpoint(it.getKey(), it.getValue()))
                                .toList()))
                .toList();
    }
}
