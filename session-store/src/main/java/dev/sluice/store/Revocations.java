package dev.sluice.store;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.session.SessionId;
import dev.sluice.store.Revocation.OfEndpoint;
import dev.sluice.store.Revocation.OneSession;
import dev.sluice.store.Revocation.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The revocations that this process knows. They only grow until they end, so replicas and the store agree by exchanging
 * what the other lacks, whichever of them was away or restarted empty. Asked by any thread.
 */
final class Revocations {

    /** A further one is refused; each takes about 300 bytes in each replica. */
    static final int MOST = 100_000;

    private final Map<Subject, Revocation> all = new HashMap<>();
    private volatile Index index = new Index(Map.of(), Map.of());

    /**
     * What requests are compared with.
     *
     * @param sessions when each was revoked
     * @param endpoints by host
     */
    private record Index(Map<SessionId, Instant> sessions, Map<String, List<RevokedEndpoint>> endpoints) {}

    private record RevokedEndpoint(OfEndpoint subject, Instant at) {

        boolean concerns(BackendId backend, Endpoint endpoint, Instant begun) {
            BackendId revoked = subject.backend();
            return !begun.isAfter(at)
                    && subject.endpoint().port() == endpoint.port()
                    && revoked.port() == backend.port()
                    && Objects.equals(revoked.kind(), backend.kind())
                    && revoked.name().equals(backend.name())
                    && revoked.namespace().equals(backend.namespace());
        }
    }

    /** Whether a session is to end that was pinned at a time. */
    boolean concern(SessionId id, BackendId backend, Endpoint endpoint, Instant begun) {
        Index known = index;
        Instant revoked = known.sessions.isEmpty() ? null : known.sessions.get(id);
        return (revoked != null && !begun.isAfter(revoked)) || concern(known, backend, endpoint, begun);
    }

    private static boolean concern(Index known, BackendId backend, Endpoint endpoint, Instant begun) {
        if (known.endpoints.isEmpty()) {
            return false;
        }
        for (RevokedEndpoint revoked : known.endpoints.getOrDefault(endpoint.host(), List.of())) {
            if (revoked.concerns(backend, endpoint, begun)) {
                return true;
            }
        }
        return false;
    }

    /** @throws IllegalStateException if there are too many */
    synchronized void add(Revocation revocation) {
        if (all.size() >= MOST && !all.containsKey(revocation.subject())) {
            throw new IllegalStateException(MOST + " revocations are still in force (expected: fewer)");
        }
        all.merge(revocation.subject(), revocation, Revocation::and);
        changed();
    }

    /**
     * Adds what a store has.
     *
     * @return what the store lacks
     */
    synchronized List<Revocation> exchange(Collection<Revocation> stored, Instant now) {
        var before = Map.copyOf(all);
        var lacking = new HashMap<>(all);
        for (Revocation revocation : stored) {
            if (revocation.until().isAfter(now)) {
                Revocation known = all.merge(revocation.subject(), revocation, Revocation::and);
                if (known.equals(revocation)) {
                    lacking.remove(revocation.subject());
                }
            }
        }
        all.values().removeIf(it -> !it.until().isAfter(now));
        lacking.keySet().retainAll(all.keySet());
        if (!all.equals(before)) {
            changed();
        }
        return List.copyOf(lacking.values());
    }

    /** When the last one ends; the distant past without any. */
    synchronized Instant last() {
        return all.values().stream()
                .map(Revocation::until)
                .max(Instant::compareTo)
                .orElse(Instant.MIN);
    }

    synchronized int size() {
        return all.size();
    }

    private void changed() {
        var sessions = new HashMap<SessionId, Instant>();
        var endpoints = new HashMap<String, List<RevokedEndpoint>>();
        for (Revocation revocation : all.values()) {
            switch (revocation.subject()) {
                case OneSession(SessionId id) -> sessions.put(id, revocation.at());
                case OfEndpoint subject ->
                    endpoints
                            .computeIfAbsent(subject.endpoint().host(), _ -> new ArrayList<>())
                            .add(new RevokedEndpoint(subject, revocation.at()));
            }
        }
        index = new Index(sessions, endpoints);
    }
}
