package dev.sluice.listen;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.BackendId.Use;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.backend.BackendTls;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.config.backend.ProxyProtocol;
import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerMode;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.mesh.MeshPort;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.RouteHostname;
import dev.sluice.config.route.RouteId;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleAction;
import dev.sluice.config.route.RuleId;
import dev.sluice.config.route.Timeouts;
import dev.sluice.config.route.WeightedBackend;
import dev.sluice.config.route.WeightedBackend.Target;
import dev.sluice.config.tls.Certificate;
import dev.sluice.publish.Served.SocketState;
import dev.sluice.stream.StreamKind;
import dev.sluice.stream.StreamRecord;
import dev.sluice.stream.StreamRecorder;
import dev.sluice.stream.StreamServing;
import dev.sluice.upstream.AddressGuard;
import dev.sluice.upstream.UpstreamSettings;
import dev.sluice.upstream.Upstreams;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sockets of one Gateway with stream routes to backends, as the data plane serves them. */
final class StreamPlane implements AutoCloseable {

    static final PortId PORT = Edge.id("a");

    private final StreamServing serving = new StreamServing();
    private final Queue<StreamRecord> records = new ConcurrentLinkedQueue<>();
    private final Map<BackendId, Backend> backends = new TreeMap<>();
    private final ListenerServers servers;
    private final Upstreams upstreams;
    private final BindAddress address;
    private long version;

    StreamPlane(ListenSettings settings, Transport transport, int port) {
        this(settings, transport, new BindAddress("127.0.0.1", port));
    }

    StreamPlane(ListenSettings settings, Transport transport, BindAddress address) {
        this.address = address;
        var recorder = new StreamRecorder() {
            @Override
            public void began(PortId where, StreamKind kind) {}

            @Override
            public void ended(StreamRecord stream) {
                records.add(stream);
            }
        };
        servers = new ListenerServers(settings, new EventLoops(transport), Edge::tell, serving, recorder);
        upstreams = new Upstreams(UpstreamSettings.DEFAULTS, servers.loops(), settings.tlsLibrary(), AddressGuard.NONE);
    }

    /** A backend of the endpoints on these local ports. */
    BackendId backend(String name, Use use, int... ports) {
        return backend(name, use, null, ports);
    }

    BackendId backend(String name, Use use, @Nullable BackendTls tls, int... ports) {
        var id = new BackendId("shop", name, 80, use);
        List<Endpoint> endpoints = Arrays.stream(ports)
                .mapToObj(it -> new Endpoint("127.0.0.1", it))
                .toList();
        backends.put(id, new Backend(id, BackendProtocol.STREAM, tls, endpoints, List.of()));
        return id;
    }

    /** A backend that is told who its clients are. */
    BackendId telling(String name, Use use, @Nullable BackendTls tls, int port) {
        var id = new BackendId("shop", name, 80, use);
        List<Endpoint> endpoints = List.of(new Endpoint("127.0.0.1", port));
        backends.put(id, new Backend(id, BackendProtocol.STREAM, tls, ProxyProtocol.V2, endpoints, List.of()));
        return id;
    }

    static WeightedBackend share(int weight, BackendId backend) {
        return new WeightedBackend(weight, new Target.Resolved(backend), List.of());
    }

    static WeightedBackend broken() {
        return new WeightedBackend(1, new Target.Unresolved("BackendNotFound", "there is no Service"), List.of());
    }

    static Route route(String name, long age, List<String> hostnames, WeightedBackend... shares) {
        var id = new RouteId("TLSRoute", "shop", name);
        var rule = new Rule(
                new RuleId(id, 0),
                null,
                List.of(),
                List.of(),
                Timeouts.NONE,
                null,
                new RuleAction.Forward(List.of(shares)));
        List<RouteHostname> names = hostnames.stream()
                .map(Hostname::new)
                .map(hostname -> new RouteHostname(hostname, hostname))
                .toList();
        return new Route(id, Instant.EPOCH.minusSeconds(age), names, List.of(rule));
    }

    static Route route(String name, WeightedBackend... shares) {
        return route(name, 0, List.of(""), shares);
    }

    static Listener listener(
            String name, String hostname, ListenerMode mode, List<Certificate> certificates, Route... routes) {
        return new Listener(
                new ListenerId("default", "a", name),
                new Hostname(hostname),
                certificates,
                null,
                List.of(routes),
                null,
                mode);
    }

    /** Serves one TCP Listener. */
    void tcp(Route... routes) {
        serve(SocketProtocol.TCP, listener("tcp", "", ListenerMode.STREAM, List.of(), routes));
    }

    Map<PortId, SocketState> serve(SocketProtocol protocol, Listener... listeners) {
        return serve(List.of(new ListenerSocket(PORT, List.of(address), protocol, List.of(listeners))));
    }

    /** The sockets on which these are served. */
    ListenerServers servers() {
        return servers;
    }

    /** Lets connections for these ports of Services find their routes. */
    void route(List<MeshPort> ports) {
        prepare(new GatewayConfig(++version, List.of(), ports, List.copyOf(backends.values())));
    }

    private void prepare(GatewayConfig config) {
        upstreams.update(config.backends());
        serving.serve(config, upstreams::get);
    }

    Map<PortId, SocketState> serve(List<ListenerSocket> sockets) {
        prepare(new GatewayConfig(++version, sockets, List.copyOf(backends.values())));
        Map<PortId, SocketState> states = servers.open(sockets);
        servers.retain(sockets.stream().map(ListenerSocket::id).collect(Collectors.toSet()));
        return states;
    }

    /** Connections that have ended, in order. */
    List<StreamRecord> records() {
        return List.copyOf(records);
    }

    int connections() {
        return servers.connections(PORT);
    }

    @Override
    public void close() {
        upstreams.close();
        servers.close();
    }
}
