package dev.sluice.observe;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.ParentId;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.mesh.MeshPort;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.RouteId;
import dev.sluice.config.tls.Certificate;
import dev.sluice.memory.ListRenewal;
import dev.sluice.pipeline.AcceptedChange;
import dev.sluice.pipeline.CertificateEnd;
import dev.sluice.pipeline.PipelineObserver;
import dev.sluice.pipeline.PipelineState;
import dev.sluice.source.Problem;
import dev.sluice.source.Problem.Severity;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Measures what configurations are served and what is wrong with those that are not. */
public final class ConfigMetrics implements PipelineObserver {

    private static final int CERTIFICATES = 200;

    private final Supplier<PipelineState> state;
    private final Timer changes;
    private final Counter failures;
    private final MultiGauge certificates;
    private final MultiGauge connections;
    private final MultiGauge routes;
    private final ToIntFunction<PortId> open;
    private final BiConsumer<Set<String>, Set<PortId>> namesServed;
    private List<Listener> measured = List.of();
    private final ListRenewal<Route, RouteId> names = new ListRenewal<>();
    private Set<PortId> portsBefore = Set.of();
    private Map<Certificate, Optional<Instant>> ends = Map.of();

    /**
     * @param state what the pipeline has done so far
     * @param open connections of a port of a Gateway
     * @param namesServed gets the routes and ports that there are, to give up the series of others
     */
    public ConfigMetrics(
            MeterRegistry registry,
            Supplier<PipelineState> state,
            ToIntFunction<PortId> open,
            BiConsumer<Set<String>, Set<PortId>> namesServed) {
        this.state = state;
        this.open = open;
        this.connections = MultiGauge.builder("sluice.connections.open")
                .description("Connections of clients that are open, by the port of the Gateway")
                .register(registry);
        this.routes = MultiGauge.builder("sluice.routes")
                .description("Routes that are served, by Gateway")
                .register(registry);
        this.namesServed = namesServed;
        this.changes = Timer.builder("sluice.config.changes")
                .description("Accepted changes, and how long each took until requests saw it")
                .register(registry);
        this.failures = Counter.builder("sluice.config.failures")
                .description("Changes that failed by a bug or an I/O error")
                .register(registry);
        this.certificates = MultiGauge.builder("sluice.certificate.expiry")
                .description("When a served certificate expires, in seconds since 1970; 200 certificates at most")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("sluice.config.version", () -> state.get().served().version())
                .description("Version of the configuration that is served")
                .register(registry);
        for (Severity severity : Severity.values()) {
            Gauge.builder("sluice.problems", () -> count(severity))
                    .description("Problems that /actuator/sluice lists, as they are now")
                    .tag("severity", severity.word())
                    .register(registry);
        }
    }

    private long count(Severity severity) {
        return state.get().problems().stream()
                .filter(problem -> problem.severity() == severity)
                .count();
    }

    @Override
    public void accepted(AcceptedChange change) {
        changes.record(change.took());
        var config = state.get().config();
        // Most changes are of endpoints, which are not in them.
        List<Listener> listeners = config.listeners().toList();
        if (!listeners.equals(measured)) {
            measure(certificates(config));
            retain(config);
            connections.register(connections(config), true);
            routes.register(routesOf(config), true);
            measured = listeners;
        }
    }

    /** The names of routes need be made only where some are gone. */
    private void retain(GatewayConfig config) {
        Set<PortId> portsNow = ports(config);
        List<RouteId> all = names.next(
                config.listeners()
                        .flatMap(listener -> listener.routes().stream())
                        .toList(),
                Route::id);
        boolean areSomeGone = !new HashSet<>(names.fresh()).containsAll(names.gone());
        if (areSomeGone || !portsNow.equals(portsBefore)) {
            namesServed.accept(all.stream().map(RouteId::toString).collect(Collectors.toSet()), portsNow);
        }
        portsBefore = portsNow;
    }

    private List<MultiGauge.Row<?>> connections(GatewayConfig config) {
        return config.sockets().stream()
                .map(ListenerSocket::id)
                .<MultiGauge.Row<?>>map(id -> MultiGauge.Row.of(
                        Tags.of("gateway", id.parent().toString(), "port", String.valueOf(id.port())),
                        () -> open.applyAsInt(id)))
                .toList();
    }

    private static List<MultiGauge.Row<?>> routesOf(GatewayConfig config) {
        Map<ParentId, List<Listener>> byGateway = config.listeners()
                .filter(listener -> !listener.routes().isEmpty())
                .collect(Collectors.groupingBy(
                        listener -> listener.id().parent(), LinkedHashMap::new, Collectors.toList()));
        Map<String, Integer> counts = new TreeMap<>();
        byGateway.forEach((gateway, listeners) -> counts.put(gateway.toString(), count(listeners)));
        return counts.entrySet().stream()
                .<MultiGauge.Row<?>>map(
                        entry -> MultiGauge.Row.of(Tags.of("gateway", entry.getKey()), entry.getValue()))
                .toList();
    }

    /** A Listener has each of its routes once. */
    private static int count(List<Listener> listeners) {
        return listeners.size() == 1
                ? listeners.getFirst().routes().size()
                : ids(listeners.stream()).size();
    }

    private static Set<RouteId> ids(Stream<Listener> listeners) {
        return listeners
                .flatMap(listener -> listener.routes().stream())
                .map(Route::id)
                .collect(Collectors.toSet());
    }

    private static Set<PortId> ports(GatewayConfig config) {
        return Stream.concat(
                        config.sockets().stream().map(ListenerSocket::id),
                        config.meshPorts().stream().map(MeshPort::id))
                .collect(Collectors.toSet());
    }

    private static Set<Certificate> certificates(GatewayConfig config) {
        return config.listeners()
                .flatMap(listener -> listener.certificates().stream())
                .distinct()
                .limit(CERTIFICATES)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Each certificate is read once. */
    private void measure(Set<Certificate> served) {
        if (served.equals(ends.keySet())) {
            return;
        }
        var read = new LinkedHashMap<Certificate, Optional<Instant>>();
        served.forEach(certificate -> {
            var known = ends.get(certificate);
            read.put(certificate, known == null ? CertificateEnd.of(certificate) : known);
        });
        ends = read;
        certificates.register(rows(read), true);
    }

    private static List<MultiGauge.Row<?>> rows(Map<Certificate, Optional<Instant>> ends) {
        return ends.entrySet().stream()
                .<MultiGauge.Row<?>>mapMulti((certificate, rows) -> certificate
                        .getValue()
                        .ifPresent(end -> rows.accept(MultiGauge.Row.of(
                                Tags.of("certificate", certificate.getKey().source()), end.getEpochSecond()))))
                .toList();
    }

    @Override
    public void problems(List<Problem> problems) {
        // Gauges read them from the state.
    }

    @Override
    public void failed(String stage, Throwable cause) {
        failures.increment();
    }

    @Override
    public void recovered(String stage) {
        // What failed was counted.
    }
}
