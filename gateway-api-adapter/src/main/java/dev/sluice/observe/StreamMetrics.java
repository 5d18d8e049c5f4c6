package dev.sluice.observe;

import dev.sluice.config.listener.PortId;
import dev.sluice.stream.StreamEnd;
import dev.sluice.stream.StreamKind;
import dev.sluice.stream.StreamRecord;
import dev.sluice.stream.StreamRecorder;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts connections and flows that are forwarded: those that are open by their port, and those that ended by route and
 * end. Series come from configurations only, and are bounded like those of requests. Any thread.
 */
public final class StreamMetrics implements StreamRecorder {

    static final String DURATION = "sluice.stream.duration";

    private static final String OPEN = "sluice.streams.open";
    private static final String OCTETS = "sluice.stream.octets";
    private static final String DATAGRAMS = "sluice.stream.datagrams";

    /** A timer is a count, a sum and a maximum. */
    private static final int SERIES_OF_TIMER = 3;

    private final MeterRegistry registry;
    private final int maxSeries;
    private final Map<PortKey, Open> open = new ConcurrentHashMap<>();
    private final Map<EndKey, Timer> durations = new ConcurrentHashMap<>();
    private final Map<CountKey, Counter> octets = new ConcurrentHashMap<>();
    private final Map<CountKey, Counter> datagrams = new ConcurrentHashMap<>();

    /** @param maxSeries of each meter, beyond which streams are counted without their place */
    public StreamMetrics(MeterRegistry registry, int maxSeries) {
        this.registry = registry;
        this.maxSeries = maxSeries;
    }

    private record PortKey(PortId port, StreamKind kind) {}

    private record Open(AtomicLong count, Gauge gauge) {}

    private record Place(String gateway, String listener, String route) {

        static final Place OTHER = new Place(RequestMetrics.OTHER, RequestMetrics.OTHER, RequestMetrics.OTHER);

        static Place of(StreamRecord stream) {
            return new Place(
                    stream.listener().parent().toString(),
                    stream.listener().label(),
                    Objects.toString(stream.route(), ""));
        }

        Tags tags() {
            return Tags.of("gateway", gateway, "listener", listener, "route", route);
        }
    }

    private record EndKey(Place place, StreamKind kind, StreamEnd end) {}

    private record CountKey(Place place, StreamKind kind, boolean fromClient) {

        Tags tags() {
            return place.tags().and("protocol", kind.label(), "direction", fromClient ? "from-client" : "to-client");
        }
    }

    @Override
    public void began(PortId port, StreamKind kind) {
        open.compute(new PortKey(port, kind), (key, known) -> {
            Open entry = known == null ? open(key) : known;
            entry.count().incrementAndGet();
            return entry;
        });
    }

    private Open open(PortKey key) {
        var count = new AtomicLong();
        var gauge = Gauge.builder(OPEN, count, AtomicLong::get)
                .description("Connections and flows of TCPRoutes, TLSRoutes and UDPRoutes that are open")
                .tag("gateway", key.port().parent().toString())
                .tag("port", String.valueOf(key.port().port()))
                .tag("protocol", key.kind().label())
                .register(registry);
        return new Open(count, gauge);
    }

    @Override
    public void ended(StreamRecord stream) {
        var entry = open.get(new PortKey(stream.port(), stream.kind()));
        if (entry != null) {
            entry.count().decrementAndGet();
        }
        Place place = Place.of(stream);
        duration(new EndKey(place, stream.kind(), stream.end())).record(stream.nanos(), TimeUnit.NANOSECONDS);
        count(octets, OCTETS, place, stream.kind(), stream.octets());
        if (stream.kind() == StreamKind.UDP) {
            count(datagrams, DATAGRAMS, place, stream.kind(), stream.datagrams());
        }
    }

    private Timer duration(EndKey key) {
        Timer known = durations.get(key);
        if (known != null) {
            return known;
        }
        // Two threads may pass the bound together; a few series more do no harm.
        boolean full = durations.size() >= maxSeries / SERIES_OF_TIMER;
        return durations.computeIfAbsent(
                full ? new EndKey(Place.OTHER, key.kind(), key.end()) : key,
                it -> Timer.builder(DURATION)
                        .description("Connections and flows that ended or were refused, and how long each took")
                        .tags(it.place().tags())
                        .tag("protocol", it.kind().label())
                        .tag("end", it.end().label())
                        .register(registry));
    }

    private void count(
            Map<CountKey, Counter> counters, String name, Place place, StreamKind kind, StreamRecord.Count count) {
        counter(counters, name, new CountKey(place, kind, true)).increment((double) count.fromClient());
        counter(counters, name, new CountKey(place, kind, false)).increment((double) count.toClient());
    }

    private Counter counter(Map<CountKey, Counter> counters, String name, CountKey key) {
        Counter known = counters.get(key);
        if (known != null) {
            return known;
        }
        return counters.computeIfAbsent(
                counters.size() < maxSeries ? key : new CountKey(Place.OTHER, key.kind(), key.fromClient()),
                it -> Counter.builder(name)
                        .description((name.equals(OCTETS) ? "Octets of connections and flows" : "Datagrams of flows")
                                + " that were forwarded, counted when each ended")
                        .tags(it.tags())
                        .register(registry));
    }

    /** Gives up the series of routes that are no longer served, and of ports where nothing is open any more. */
    public void retain(Set<String> routes, Set<PortId> ports) {
        RequestMetrics.removeGone(registry, durations, key -> key.place().route(), routes);
        RequestMetrics.removeGone(registry, octets, key -> key.place().route(), routes);
        RequestMetrics.removeGone(registry, datagrams, key -> key.place().route(), routes);
        for (PortKey key : open.keySet()) {
            if (!ports.contains(key.port())) {
                open.computeIfPresent(key, (_, entry) -> {
                    if (entry.count().get() > 0) {
                        return entry;
                    }
                    registry.remove(entry.gauge());
                    return null;
                });
            }
        }
    }
}
