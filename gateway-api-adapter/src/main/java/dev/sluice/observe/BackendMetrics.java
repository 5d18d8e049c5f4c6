package dev.sluice.observe;

import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.memory.ListRenewal;
import dev.sluice.pipeline.AcceptedChange;
import dev.sluice.pipeline.PipelineObserver;
import dev.sluice.pipeline.PipelineState;
import dev.sluice.program.AttemptObserver;
import dev.sluice.source.Problem;
import dev.sluice.upstream.UpstreamView;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Measures backends: how long attempts take and how they end, and what is open, running and ejected now. The number of
 * series of each meter is bounded; backends beyond that are counted together. Any thread.
 */
public final class BackendMetrics implements AttemptObserver, PipelineObserver {

    static final String DURATION = "sluice.upstream.duration";
    static final String RESPONSES = "sluice.upstream.responses";

    /** Of status codes: none, 1xx to 5xx. */
    private static final int CLASSES = 6;

    /** Which share of the series of gauges one backend takes: two states. */
    private static final int STATES = 2;

    private static final long FRESH = TimeUnit.MILLISECONDS.toNanos(200);

    private static final BackendId OTHER = new BackendId("", RequestMetrics.OTHER, 0);

    private final MeterRegistry registry;
    private final Supplier<PipelineState> state;
    private final Supplier<List<UpstreamView>> views;
    private final RefusedSeries refused;
    private final int maxSeries;
    private final Map<BackendId, Meters> backends = new ConcurrentHashMap<>();
    private final List<StateGauge> gauges;
    private volatile Seen seen = new Seen(Long.MIN_VALUE, Map.of());
    private final ListRenewal<Backend, BackendId> identities = new ListRenewal<>();

    /**
     * @param state what the pipeline has done so far
     * @param views what backends do now
     * @param maxSeries of each meter
     */
    public BackendMetrics(
            MeterRegistry registry,
            Supplier<PipelineState> state,
            Supplier<List<UpstreamView>> views,
            RefusedSeries refused,
            int maxSeries) {
        this.registry = registry;
        this.state = state;
        this.views = views;
        this.refused = refused;
        this.maxSeries = maxSeries;
        this.gauges = List.of(
                gauge("sluice.upstream.connections", "Connections to backends")
                        .with("active", view -> view.open() - view.unused())
                        .with("idle", UpstreamView::unused),
                gauge("sluice.upstream.requests", "Requests to backends, of which pending ones wait for a connection")
                        .with("running", view -> view.running() - view.pending())
                        .with("pending", UpstreamView::pending),
                gauge("sluice.upstream.endpoints", "Endpoints of backends; ejected ones failed and get no requests")
                        .with("healthy", view -> view.endpoints() - view.ejected())
                        .with("ejected", UpstreamView::ejected));
    }

    private StateGauge gauge(String name, String description) {
        return new StateGauge(MultiGauge.builder(name).description(description).register(registry), new ArrayList<>());
    }

    private record StateGauge(MultiGauge gauge, List<Value> values) {

        StateGauge with(String state, ToDoubleFunction<UpstreamView> value) {
            values.add(new Value(state, value));
            return this;
        }
    }

    private record Value(String state, ToDoubleFunction<UpstreamView> of) {}

    /** What backends did at a moment, so that a scrape does not look at all of them for each of its series. */
    private record Seen(long nanos, Map<String, List<UpstreamView>> byLabel) {}

    private record Meters(Timer duration, AtomicReferenceArray<@Nullable Counter> responses) {}

    @Override
    public void attempted(BackendId backend, int status, long nanos) {
        Meters meters = backends.get(backend);
        if (meters == null) {
            meters = find(backend);
        }
        meters.duration().record(nanos, TimeUnit.NANOSECONDS);
        int slot = Math.min(status / 100, CLASSES - 1);
        Counter responses = meters.responses().get(slot);
        if (responses == null) {
            responses = responses(backends.containsKey(backend) ? backend : OTHER, status);
            meters.responses().set(slot, responses);
        }
        responses.increment();
    }

    /** Two threads may pass the bound together; a few series more do no harm. */
    private Meters find(BackendId backend) {
        if (backends.size() >= maxSeries / Buckets.SERIES) {
            refused.count();
            return backends.computeIfAbsent(OTHER, this::make);
        }
        return backends.computeIfAbsent(backend, this::make);
    }

    private Meters make(BackendId backend) {
        Timer duration = Timer.builder(DURATION)
                .description(
                        "Attempts to reach backends, and how long each took to the head of its response or its failure")
                .tag("backend", labelOf(backend))
                .serviceLevelObjectives(Buckets.LIMITS)
                .register(registry);
        return new Meters(duration, new AtomicReferenceArray<>(CLASSES));
    }

    private Counter responses(BackendId backend, int status) {
        return Counter.builder(RESPONSES)
                .description("Attempts to reach backends, by the class of the response's status")
                .tag("backend", labelOf(backend))
                .tag("status", RequestMetrics.statusClass(status))
                .register(registry);
    }

    private static String labelOf(BackendId backend) {
        return backend.equals(OTHER) ? RequestMetrics.OTHER : backend.toString();
    }

    @Override
    public void accepted(AcceptedChange change) {
        List<BackendId> ids = identities.next(state.get().config().backends(), Backend::id);
        // Most changes are of endpoints: the backends are the same.
        if (!Set.copyOf(identities.fresh()).equals(Set.copyOf(identities.gone()))) {
            var served = new LinkedHashSet<>(ids);
            retain(served);
            Set<String> labels = new LinkedHashSet<>();
            served.stream()
                    .map(BackendMetrics::labelOf)
                    .limit(maxSeries / STATES)
                    .forEach(labels::add);
            gauges.forEach(gauge -> gauge.gauge().register(rows(gauge, labels), true));
        }
    }

    /** Gives up the series of backends that are gone. */
    private void retain(Set<BackendId> served) {
        backends.entrySet().removeIf(entry -> {
            boolean gone = !entry.getKey().equals(OTHER) && !served.contains(entry.getKey());
            if (gone) {
                registry.remove(entry.getValue().duration());
                for (int i = 0; i < CLASSES; i++) {
                    Counter counter = entry.getValue().responses().get(i);
                    if (counter != null) {
                        registry.remove(counter);
                    }
                }
            }
            return gone;
        });
    }

    private List<MultiGauge.Row<?>> rows(StateGauge gauge, Set<String> labels) {
        var rows = new ArrayList<MultiGauge.Row<?>>();
        for (String label : labels) {
            for (Value value : gauge.values()) {
                rows.add(MultiGauge.Row.of(
                        Tags.of("backend", label, "state", value.state()), () -> sum(label, value.of())));
            }
        }
        return rows;
    }

    /** A backend that is reached in several ways, as by the client certificates of two Gateways, is summed. */
    private double sum(String label, ToDoubleFunction<UpstreamView> value) {
        return seen().byLabel().getOrDefault(label, List.of()).stream()
                .mapToDouble(value)
                .sum();
    }

    private Seen seen() {
        Seen last = seen;
        long now = System.nanoTime();
        if (last.nanos() == Long.MIN_VALUE || now - last.nanos() > FRESH) {
            last = new Seen(now, views.get().stream().collect(Collectors.groupingBy(view -> labelOf(view.id()))));
            seen = last;
        }
        return last;
    }

    @Override
    public void problems(List<Problem> problems) {
        // They are not of backends.
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
