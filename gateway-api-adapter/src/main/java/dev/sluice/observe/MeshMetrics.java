package dev.sluice.observe;

import dev.sluice.config.listener.ParentId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Counts requests to Services of the mesh by who sent them and who answered. Any thread. */
public final class MeshMetrics implements RequestObserver {

    private static final String REQUESTS = "sluice.mesh.requests";

    private final MeterRegistry registry;
    private final int maxSeries;
    private final Map<Key, Counter> counters = new ConcurrentHashMap<>();

    /** @param maxSeries beyond which requests are counted without their place */
    public MeshMetrics(MeterRegistry registry, int maxSeries) {
        this.registry = registry;
        this.maxSeries = maxSeries;
    }

    private record Key(String service, int port, String route, String backend, String client, String status) {

        Key withoutPlace() {
            return new Key(
                    RequestMetrics.OTHER, 0, RequestMetrics.OTHER, RequestMetrics.OTHER, RequestMetrics.OTHER, status);
        }

        Tags tags() {
            return Tags.of(
                    "service", service,
                    "port", String.valueOf(port),
                    "route", route,
                    "backend", backend,
                    "client.namespace", client,
                    "status", status);
        }
    }

    @Override
    public void finished(RequestRecord request) {
        ParentId service = request.port().parent();
        if (service.kind() != ParentId.Kind.SERVICE) {
            return;
        }
        String upstream = Objects.requireNonNullElse(request.backend(), "");
        int space = upstream.indexOf(' ');
        var key = new Key(
                service.namespace() + "/" + service.name(),
                request.port().port(),
                request.labels().route(),
                space < 0 ? upstream : upstream.substring(0, space),
                Objects.requireNonNullElse(request.clientNamespace(), ""),
                RequestMetrics.statusClass(request.status()));
        Counter known = counters.get(key);
        (known == null ? find(key) : known).increment();
    }

    private Counter find(Key key) {
        // Two threads may pass the bound together; a few counters more do no harm.
        return counters.computeIfAbsent(
                counters.size() < maxSeries ? key : key.withoutPlace(),
                it -> Counter.builder(REQUESTS)
                        .description("Requests to Services with routes, by the namespace of the client, the route and"
                                + " the backend that answered; without a backend where Sluice answered itself")
                        .tags(it.tags())
                        .register(registry));
    }

    /** Gives up the series of routes that are no longer served. */
    public void retain(Set<String> routes) {
        RequestMetrics.removeGone(registry, counters, Key::route, routes);
    }
}
