package dev.sluice.mesh.nft;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ParentId;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.mesh.FailureMode;
import dev.sluice.config.mesh.MeshPort;
import dev.sluice.edge.wire.ClientStream;
import dev.sluice.edge.wire.StreamObserver;
import dev.sluice.listen.EventLoops;
import dev.sluice.listen.ListenSettings;
import dev.sluice.listen.ListenerServers;
import dev.sluice.listen.MeshSocket;
import dev.sluice.listen.Transport;
import dev.sluice.mesh.Steered;
import dev.sluice.publish.Served.SocketState;
import dev.sluice.stream.StreamRecorder;
import dev.sluice.stream.StreamServing;
import dev.sluice.testkit.NeedsProgram;
import dev.sluice.testkit.RawClient;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests of a pod that the kernel of its node brings to the socket of an agent, over IPv4 and IPv6. */
@NeedsProgram("nft")
class SteeredRequestsTest extends NodeFixture {

    private static final List<Integer> PORTS = List.of(15_020, 15_022);
    private static final Steered OTHER = new Steered(CLOSED.clusterIp(), 80, FailureMode.OPEN);
    private static final Steered OTHER6 = new Steered("fd96::11", 80, FailureMode.OPEN);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final List<RunningAgent> agents = new ArrayList<>();

    @AfterEach
    void end() throws Exception {
        agents.forEach(RunningAgent::close);
        clear();
    }

    private RunningAgent agent(int port, Transport transport) throws Exception {
        var agent = new RunningAgent(port, transport);
        agents.add(agent);
        agent.serve();
        return agent;
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"IO_URING", "EPOLL"})
    void comeToTheirServiceWithTheAddressOfTheirClient(Transport transport) throws Exception {
        assumeThat(transport == Transport.EPOLL ? Epoll.isAvailable() : IoUring.isAvailable())
                .isTrue();
        var _ = agent(PORTS.getFirst(), transport);

        assertThat(get(OPEN)).contains("Service shop/web:80 of /10.77.0.2, a pod of app");
        assertThat(get(OTHER)).contains("Service shop/cart:80 of /10.77.0.2, a pod of app");
        assertThat(get(OPEN6)).contains("Service shop/web:80 of /fd77:0:0:0:0:0:0:2, a pod of app");
        assertThat(get(OTHER6)).contains("Service shop/cart:80 of /fd77:0:0:0:0:0:0:2, a pod of app");
    }

    @Test
    void areAllAnsweredWhileAgentsTakeOverAndCloseTheirSockets() throws Exception {
        RunningAgent serving = agent(PORTS.getFirst(), Transport.AUTO);
        long lost = node.lostSyns();
        var isOver = new AtomicBoolean();
        var answered = new AtomicInteger();
        List<FutureTask<Void>> clients = new ArrayList<>();
        for (Steered port : List.of(OPEN, OPEN6, OTHER, OTHER6)) {
            clients.add(new FutureTask<>(() -> getUntil(isOver, port, answered)));
        }
        clients.forEach(Thread::startVirtualThread);
        try {
            for (int i = 1; i <= 20; i++) {
                RunningAgent next = agent(PORTS.get(i % 2), Transport.AUTO);
                serving.close();
                serving = next;
                int wanted = answered.get() + clients.size();
                await().until(() -> answered.get() >= wanted || clients.stream().anyMatch(FutureTask::isDone));
                await().until(() -> !node.rules().contains("table inet sluice_2 {"));
            }
        } finally {
            isOver.set(true);
        }
        for (FutureTask<Void> client : clients) {
            var _ = client.get(20, TimeUnit.SECONDS);
        }
        // One that is lost comes again after a second, and is answered then.
        assertThat(node.lostSyns()).isEqualTo(lost);
    }

    private static @Nullable Void getUntil(AtomicBoolean isOver, Steered port, AtomicInteger answered)
            throws Exception {
        while (!isOver.get()) {
            assertThat(get(port)).contains("200 OK");
            answered.incrementAndGet();
        }
        return null;
    }

    private static String get(Steered port) throws Exception {
        try (RawClient client = RawClient.over(node.connect(port.clusterIp(), port.port()))) {
            return client.get();
        }
    }

    /** The socket of an agent and its rules, as they are on a node. */
    private static final class RunningAgent implements AutoCloseable {

        private static final ParentId WEB = new ParentId(ParentId.Kind.SERVICE, "shop", "web");
        private static final ParentId CART = new ParentId(ParentId.Kind.SERVICE, "shop", "cart");
        private static final Set<InetAddress> OF_APP =
                Set.of(InetAddress.ofLiteral("10.77.0.2"), InetAddress.ofLiteral("fd77::2"));

        private final NftSteering steering;
        private final ListenerServers servers;
        private final MeshSocket socket;

        RunningAgent(int port, Transport transport) {
            var address = new AgentAddress(Node.AGENT.ip4(), Node.AGENT.ip6(), port, PORTS);
            steering = new NftSteering(new NodeAgent(address), node.nft(), null, SHORT);
            servers = new ListenerServers(
                    ListenSettings.DEFAULTS,
                    new EventLoops(transport),
                    RunningAgent::tell,
                    new StreamServing(),
                    StreamRecorder.NONE);
            socket = servers.meshSocket(
                    List.of(new BindAddress("10.77.0.1", port), new BindAddress("fd77::1", port)),
                    client -> OF_APP.contains(client) ? "app" : null);
        }

        private static void tell(ClientStream stream) {
            stream.observe(new Quiet());
            String text = "%s of %s, a pod of %s"
                    .formatted(
                            stream.connection().port(),
                            ((InetSocketAddress) stream.connection().channel().remoteAddress()).getAddress(),
                            stream.connection().clientNamespace());
            ByteBuf body = Unpooled.copiedBuffer(text, US_ASCII);
            HttpHeaders headers = new DefaultHttpHeaders().set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
            stream.writeHead(HttpResponseStatus.OK, headers);
            stream.writePart(body);
            stream.writeEnd(EmptyHttpHeaders.INSTANCE);
        }

        /** As {@code MeshPlane} does it: rules, socket, steering. */
        void serve() throws Exception {
            socket.serve(List.of(port(WEB, "10.96.0.10", "fd96::10"), port(CART, "10.96.0.11", "fd96::11")));
            assertThat(node.node.call(socket::open)).isInstanceOf(SocketState.Open.class);
            steering.steer(Set.of(OPEN, OPEN6, OTHER, OTHER6));
        }

        private static MeshPort port(ParentId service, String... clusterIps) {
            SortedMap<String, Listener> consumers = new TreeMap<>();
            consumers.put("app", group(service, "80/app"));
            return new MeshPort(
                    new PortId(service, 80), List.of(clusterIps), FailureMode.OPEN, group(service, "80"), consumers);
        }

        private static Listener group(ParentId service, String name) {
            return new Listener(new ListenerId(service, null, name), Hostname.ANY, List.of(), List.of());
        }

        @Override
        public void close() {
            steering.close();
            socket.drain().join();
            servers.close();
        }
    }

    /** Does not care how a stream goes on. */
    private static final class Quiet implements StreamObserver {

        @Override
        public void writable() {}

        @Override
        public void responded() {}

        @Override
        public void gone() {}

        @Override
        public void idle() {}
    }
}
