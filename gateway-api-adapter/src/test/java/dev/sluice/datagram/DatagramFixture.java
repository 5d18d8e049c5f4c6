package dev.sluice.datagram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.IpProtocol;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerMode;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.ParentId;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.RouteHostname;
import dev.sluice.config.route.RouteId;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleAction;
import dev.sluice.config.route.RuleId;
import dev.sluice.config.route.Timeouts;
import dev.sluice.config.route.WeightedBackend;
import dev.sluice.stream.StreamKind;
import dev.sluice.stream.StreamRecord;
import dev.sluice.stream.StreamRecorder;
import dev.sluice.stream.StreamServing;
import dev.sluice.testkit.FreePorts;
import dev.sluice.tls.TlsLibrary;
import dev.sluice.upstream.AddressGuard;
import dev.sluice.upstream.UpstreamSettings;
import dev.sluice.upstream.Upstreams;
import io.netty.channel.ChannelException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.netty.resources.LoopResources;

/** A UDP port of one Listener before backends that are real sockets. */
final class DatagramFixture implements AutoCloseable {

    static final Duration IDLE = Duration.ofSeconds(60);
    static final Duration PATIENCE = Duration.ofSeconds(10);
    /** Backends that are gone are so soon. */
    private static final UpstreamSettings UPSTREAM = soon(UpstreamSettings.DEFAULTS);

    static final PortId PORT = new PortId(new ParentId(ParentId.Kind.GATEWAY, "default", "gw"), IpProtocol.UDP, 53);
    static final ListenerId LISTENER = new ListenerId("default", "gw", "udp");

    final int number = FreePorts.next();
    final Queue<StreamRecord> ended = new ConcurrentLinkedQueue<>();
    final AtomicInteger began = new AtomicInteger();
    /** For backends, after which there are no more descriptors. */
    volatile int mostSockets = Integer.MAX_VALUE;

    private final AtomicInteger sockets = new AtomicInteger();
    final StreamServing serving = new StreamServing();
    final Upstreams upstreams;
    final DatagramPorts ports;
    private final EventLoopGroup loops;
    private final LoopResources clients = LoopResources.create("datagram-test", 1, true);
    private final Map<String, Integer> weights = new HashMap<>();
    private final Map<String, List<Endpoint>> endpoints = new HashMap<>();
    private final List<Runnable> opened = new ArrayList<>();
    private ListenerId listener = LISTENER;
    private @Nullable WeightedBackend broken;
    private long version;

    DatagramFixture(DatagramTransport transport) {
        this(transport, settings(1000, 1000, IDLE));
    }

    DatagramFixture(DatagramTransport transport, FlowSettings settings) {
        this(transport, settings, AddressGuard.NONE);
    }

    DatagramFixture(DatagramTransport transport, FlowSettings settings, AddressGuard guard) {
        this(transport, settings, guard, 2);
    }

    DatagramFixture(DatagramTransport transport, FlowSettings settings, int loopCount) {
        this(transport, settings, AddressGuard.NONE, loopCount);
    }

    private DatagramFixture(DatagramTransport transport, FlowSettings settings, AddressGuard guard, int loopCount) {
        IoHandlerFactory handlers = switch (transport) {
            case EPOLL -> EpollIoHandler.newFactory();
            case NIO -> NioIoHandler.newFactory();
        };
        loops = new MultiThreadIoEventLoopGroup(loopCount, handlers);
        upstreams = new Upstreams(UPSTREAM, clients, TlsLibrary.AUTO, guard);
        ports = new DatagramPorts(
                settings,
                transport,
                () -> loops,
                serving,
                new StreamRecorder() {
                    @Override
                    public void began(PortId port, StreamKind kind) {
                        assertThat(port).isEqualTo(PORT);
                        assertThat(kind).isEqualTo(StreamKind.UDP);
                        began.incrementAndGet();
                    }

                    @Override
                    public void ended(StreamRecord stream) {
                        ended.add(stream);
                    }
                },
                (address, buffer) -> connecting(transport, address, buffer));
        serve();
    }

    private UdpSocket connecting(DatagramTransport transport, InetAddress address, ReceiveBuffer buffer) {
        if (sockets.get() >= mostSockets) {
            throw new ChannelException("Too many open files");
        }
        UdpSocket socket = transport.connecting(address, buffer);
        sockets.incrementAndGet();
        socket.channel().closeFuture().addListener(_ -> sockets.decrementAndGet());
        return socket;
    }

    private static UpstreamSettings soon(UpstreamSettings usual) {
        return new UpstreamSettings(
                usual.maxConnections(),
                usual.maxPending(),
                usual.pendingTimeout(),
                usual.connectTimeout(),
                usual.maxIdleTime(),
                usual.maxLifeTime(),
                usual.responseTimeout(),
                Duration.ofMillis(100),
                usual.tunnelIdle(),
                usual.balance());
    }

    static FlowSettings settings(int most, int mostOfClient, Duration idle) {
        return new FlowSettings(most, mostOfClient, idle, Duration.ofSeconds(5));
    }

    /** Has the only rule send a share of the flows there. */
    DatagramFixture route(String backend, int weight, Endpoint... to) {
        weights.put(backend, weight);
        endpoints.put(backend, Arrays.asList(to));
        serve();
        return this;
    }

    /** The rule does not name this backend any more. */
    void unroute(String backend) {
        weights.remove(backend);
        endpoints.remove(backend);
        serve();
    }

    /** Has the only rule lead nowhere. */
    DatagramFixture broken(String reason, String message) {
        broken = new WeightedBackend(1, new WeightedBackend.Target.Unresolved(reason, message), List.of());
        serve();
        return this;
    }

    Endpoint deadEndpoint() {
        return new Endpoint("127.0.0.1", FreePorts.next());
    }

    /** Another Listener has the port. */
    void replaceListener(String name) {
        listener = new ListenerId("default", "gw", name);
        serve();
    }

    void serve() {
        List<Backend> backends = new ArrayList<>();
        List<WeightedBackend> shares = new ArrayList<>();
        weights.forEach((name, weight) -> {
            var id = new BackendId("default", name, 53, BackendId.Use.DATAGRAM);
            backends.add(new Backend(id, BackendProtocol.DATAGRAM, endpoints.getOrDefault(name, List.of()), List.of()));
            shares.add(new WeightedBackend(weight, new WeightedBackend.Target.Resolved(id), List.of()));
        });
        if (broken != null) {
            shares.add(broken);
        }
        var routeId = new RouteId("UDPRoute", "default", "dns");
        var rule = new Rule(
                new RuleId(routeId, 0),
                null,
                List.of(),
                List.of(),
                Timeouts.NONE,
                null,
                new RuleAction.Forward(shares));
        var any = new RouteHostname(Hostname.ANY, Hostname.ANY);
        List<Route> routes =
                shares.isEmpty() ? List.of() : List.of(new Route(routeId, Instant.EPOCH, List.of(any), List.of(rule)));
        var of = new Listener(listener, Hostname.ANY, List.of(), null, routes, null, ListenerMode.STREAM);
        var socket = new ListenerSocket(
                PORT, List.of(new BindAddress("127.0.0.1", number)), SocketProtocol.UDP, List.of(of));
        var config = new GatewayConfig(++version, List.of(socket), backends);
        upstreams.update(backends);
        serving.serve(config, upstreams::get);
        upstreams.retain(backends);
    }

    DatagramPort open() throws DatagramBindException {
        return open("127.0.0.1");
    }

    DatagramPort open(String... hosts) throws DatagramBindException {
        DatagramPort port = ports.open(
                PORT,
                Arrays.stream(hosts)
                        .map(host -> new InetSocketAddress(InetAddress.ofLiteral(host), number))
                        .toList());
        opened.add(port::close);
        return port;
    }

    UdpBackend echo(String name) {
        return echo(name, "127.0.0.1");
    }

    UdpBackend echo(String name, String host) {
        UdpBackend backend = UdpBackend.echo(name, host);
        opened.add(backend::close);
        return backend;
    }

    UdpClient client() {
        return client("127.0.0.1");
    }

    /** One that sends to this address. */
    UdpClient client(String host) {
        var client = new UdpClient(new InetSocketAddress(InetAddress.ofLiteral(host), number));
        opened.add(client::close);
        return client;
    }

    /** One at this address. */
    UdpClient clientAt(String host, int port) {
        return clientAt(host, port, "127.0.0.1");
    }

    /** One at this address that sends to that. */
    UdpClient clientAt(String host, int port, String target) {
        var own = new InetSocketAddress(InetAddress.ofLiteral(host), port);
        var client = new UdpClient(own, new InetSocketAddress(InetAddress.ofLiteral(target), number));
        opened.add(client::close);
        return client;
    }

    /** Runs this while no loop reads, so that what is sent by it is read together. */
    void whileNobodyReads(Runnable action) {
        var over = new CountDownLatch(1);
        for (EventExecutor loop : loops) {
            var _ = loop.submit(() -> over.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        }
        action.run();
        over.countDown();
    }

    void untilFlows(int count) {
        await().atMost(PATIENCE).until(() -> ports.flows() == count);
    }

    void untilDropped(Drop drop, long count) {
        await().atMost(PATIENCE).until(() -> ports.drops().count(drop) == count);
    }

    @Override
    public void close() {
        opened.reversed().forEach(Runnable::run);
        assertThat(ports.flows()).isZero();
        assertThat(ended).hasSize(began.get());
        upstreams.close();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        clients.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block();
    }
}
