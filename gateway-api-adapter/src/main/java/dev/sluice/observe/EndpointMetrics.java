package dev.sluice.observe;

import dev.sluice.balance.Latency;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.pipeline.AcceptedChange;
import dev.sluice.pipeline.PipelineObserver;
import dev.sluice.source.Problem;
import dev.sluice.upstream.Upstream;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Measures endpoints: how many responses each gave and how long they took. The number of series is bounded; endpoints
 * beyond that have none. Looks only at backends whose endpoints changed. Used by the thread of the pipeline.
 */
public final class EndpointMetrics implements PipelineObserver {

    static final String DURATION = "sluice.upstream.endpoint.duration";

    /** What one endpoint takes: a count and a sum. */
    private static final int SERIES = 2;

    private final MeterRegistry registry;
    private final Supplier<List<Upstream>> upstreams;
    private final RefusedSeries refused;
    private final int most;

    /** By label of the backend, then by address. */
    private final Map<String, Map<String, Meters>> measured = new LinkedHashMap<>();

    private Map<Upstream, List<Endpoint>> seen = new HashMap<>();
    private int count;

    /**
     * Measures nothing before the first change.
     *
     * @param upstreams backends in use
     * @param maxSeries of the meter
     */
    public EndpointMetrics(
            MeterRegistry registry, Supplier<List<Upstream>> upstreams, RefusedSeries refused, int maxSeries) {
        this.registry = registry;
        this.upstreams = upstreams;
        this.refused = refused;
        this.most = maxSeries / SERIES;
    }

    /** What one address of a backend is measured by; more than one where Gateways show certificates of their own. */
    private record Meters(Latencies latencies, FunctionTimer timer) {}

    private record Latencies(List<Latency> all) {

        long responses() {
            return all.stream().mapToLong(Latency::responses).sum();
        }

        double nanos() {
            return all.stream().mapToDouble(Latency::nanos).sum();
        }
    }

    @Override
    public void accepted(AcceptedChange change) {
        List<Upstream> all =
                upstreams.get().stream().filter(it -> answers(it.id().use())).toList();
        Set<String> touched = touched(all);
        if (touched.isEmpty()) {
            return;
        }
        Map<String, Map<String, List<Latency>>> wanted = new LinkedHashMap<>();
        for (Upstream upstream : all) {
            String label = upstream.id().toString();
            if (touched.contains(label)) {
                collect(upstream, wanted.computeIfAbsent(label, _ -> new LinkedHashMap<>()));
            }
        }
        touched.forEach(label -> giveUp(label, wanted.getOrDefault(label, Map.of())));
        wanted.forEach(this::measure);
    }

    /** Streams and datagrams have no responses. */
    private static boolean answers(BackendId.Use use) {
        return switch (use) {
            case HTTP, GRPC -> true;
            case STREAM, PASSTHROUGH, DATAGRAM -> false;
        };
    }

    /** Labels of backends that have other endpoints than before, also where these are equal again by now. */
    @SuppressWarnings("ReferenceEquality") // A list that is made again may be of new members.
    private Set<String> touched(List<Upstream> all) {
        Map<Upstream, List<Endpoint>> before = seen;
        Map<Upstream, List<Endpoint>> now = new HashMap<>();
        Set<String> touched = new HashSet<>();
        for (Upstream upstream : all) {
            List<Endpoint> endpoints = upstream.endpoints();
            now.put(upstream, endpoints);
            if (before.remove(upstream) != endpoints) {
                touched.add(upstream.id().toString());
            }
        }
        before.keySet().forEach(gone -> touched.add(gone.id().toString()));
        seen = now;
        return touched;
    }

    private static void collect(Upstream upstream, Map<String, List<Latency>> byAddress) {
        for (Endpoint endpoint : upstream.endpoints()) {
            Latency latency = upstream.latency(endpoint);
            if (latency != null) {
                byAddress
                        .computeIfAbsent(endpoint.toString(), _ -> new ArrayList<>())
                        .add(latency);
            }
        }
    }

    /** Removes the series of endpoints that are gone, or are others at the same address. */
    private void giveUp(String label, Map<String, List<Latency>> wanted) {
        Map<String, Meters> known = measured.getOrDefault(label, Map.of());
        for (String address : List.copyOf(known.keySet())) {
            Meters meters = known.get(address);
            if (meters != null && !meters.latencies().all().equals(wanted.get(address))) {
                registry.remove(meters.timer());
                known.remove(address);
                count--;
            }
        }
        if (known.isEmpty()) {
            measured.remove(label);
        }
    }

    private void measure(String label, Map<String, List<Latency>> wanted) {
        wanted.forEach((address, all) -> {
            Map<String, Meters> known = measured.computeIfAbsent(label, _ -> new LinkedHashMap<>());
            if (!known.containsKey(address)) {
                if (count < most) {
                    known.put(address, register(label, address, new Latencies(all)));
                    count++;
                } else {
                    refused.count();
                }
            }
        });
    }

    /** A registry does not keep what its meters look at; this does. */
    private Meters register(String label, String address, Latencies latencies) {
        FunctionTimer timer = FunctionTimer.builder(
                        DURATION, latencies, Latencies::responses, Latencies::nanos, TimeUnit.NANOSECONDS)
                .description("Responses of endpoints, and how long each took to its head")
                .tag("backend", label)
                .tag("endpoint", address)
                .register(registry);
        return new Meters(latencies, timer);
    }

    @Override
    public void problems(List<Problem> problems) {
        // They are not of endpoints.
    }

    @Override
    public void failed(String stage, Throwable cause) {
        // What was served before stays.
    }

    @Override
    public void recovered(String stage) {
        // What is served then is accepted.
    }
}
