package dev.sluice.upstream;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.upstream.TlsFailure.Kind;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the log says of TLS with one backend that fails: once for each cause until the endpoint is good again,
 * and at most once a minute. Any thread.
 */
final class TlsTroubles {

    private static final Logger LOG = LoggerFactory.getLogger(TlsTroubles.class);
    private static final long REST_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final BackendId backend;
    private final LongSupplier clock;
    private final Map<Kind, Told> told = new EnumMap<>(Kind.class);
    private volatile boolean any;

    /** @param clock nanoseconds that never go back */
    TlsTroubles(BackendId backend, LongSupplier clock) {
        this.backend = backend;
        this.clock = clock;
    }

    /**
     * What was said of a cause.
     *
     * @param endpoint of which it was said; null: it is good again, or gone
     */
    private record Told(long at, @Nullable Endpoint endpoint) {}

    /** A connection was not made. */
    synchronized void failed(Endpoint endpoint, TlsFailure failure) {
        long now = clock.getAsLong();
        Told before = told.get(failure.kind());
        if (before == null || (before.endpoint() == null && now - before.at() >= REST_NANOS)) {
            told.put(failure.kind(), new Told(now, endpoint));
            any = true;
            LOG.warn(
                    "TLS with {} at {} fails: {}; its requests are answered 502. {}",
                    backend,
                    endpoint,
                    failure.text(),
                    failure.kind().remedy());
        }
    }

    /** A response came from the endpoint. */
    void good(Endpoint endpoint) {
        if (any) {
            settle(endpoint);
        }
    }

    private synchronized void settle(Endpoint endpoint) {
        boolean settled = false;
        for (var each : told.entrySet()) {
            if (endpoint.equals(each.getValue().endpoint())) {
                each.setValue(new Told(each.getValue().at(), null));
                settled = true;
            }
        }
        if (settled) {
            LOG.info("TLS with {} at {} is good again", backend, endpoint);
            any = anyOpen();
        }
    }

    /** Only these are left: what is said of others is over. */
    synchronized void retain(Collection<Endpoint> endpoints) {
        told.replaceAll((_, each) ->
                each.endpoint() == null || endpoints.contains(each.endpoint()) ? each : new Told(each.at(), null));
        any = anyOpen();
    }

    /** The backend is spoken to in another way: what fails now is news. */
    synchronized void forget() {
        told.clear();
        any = false;
    }

    private boolean anyOpen() {
        return told.values().stream().anyMatch(each -> each.endpoint() != null);
    }
}
