package dev.sluice.program;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.session.Fingerprint;
import dev.sluice.upstream.Upstream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The endpoints of one backend by what pins call them. Any thread. */
final class PinTargets {

    private final Upstream upstream;
    private volatile Snapshot snapshot = new Snapshot(List.of(), Map.of(), Map.of());

    PinTargets(Upstream upstream) {
        this.upstream = upstream;
    }

    /** @param of the list that the maps were made from */
    private record Snapshot(List<Endpoint> of, Map<Long, Endpoint> byPrint, Map<Endpoint, Long> prints) {

        static Snapshot of(BackendId backend, List<Endpoint> endpoints) {
            Map<Long, Endpoint> byPrint = new HashMap<>();
            Map<Endpoint, Long> prints = new HashMap<>();
            for (Endpoint endpoint : endpoints) {
                long print = Fingerprint.of(backend, endpoint);
                byPrint.put(print, endpoint);
                prints.put(endpoint, print);
            }
            return new Snapshot(endpoints, byPrint, prints);
        }
    }

    BackendId backend() {
        return upstream.id();
    }

    /** The endpoint, where it is there and works, also if it is ending; else null. */
    @Nullable
    Endpoint find(long print) {
        Endpoint endpoint = now().byPrint.get(print);
        return endpoint != null && upstream.takes(endpoint) ? endpoint : null;
    }

    /** What a pin to the endpoint calls it. */
    long print(Endpoint endpoint) {
        Long known = now().prints.get(endpoint);
        return known == null ? Fingerprint.of(upstream.id(), endpoint) : known;
    }

    @SuppressWarnings("ReferenceEquality") // The same list as long as the endpoints are the same.
    private Snapshot now() {
        List<Endpoint> endpoints = upstream.endpoints();
        Snapshot current = snapshot;
        if (current.of != endpoints) {
            current = Snapshot.of(upstream.id(), endpoints);
            snapshot = current;
        }
        return current;
    }
}
