package dev.sluice.mesh.nft;

import dev.sluice.testkit.NetworkNamespace;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A pod, its node with a stand-in for kube-proxy, and a backend elsewhere, each in a network namespace. ClusterIPs
 * 10.96.0.10 and 10.96.0.11, fd96::10 and fd96::11, ports 80 and 81, are all translated to the backend.
 */
final class Node implements AutoCloseable {

    private static final List<Integer> PORTS = List.of(15_006, 15_008);
    private static final List<String> NAMES = List.of("agent", "next");

    static final AgentAddress AGENT = agent(PORTS.getFirst());
    /** Another agent of the node, which answers with {@code next} in place of {@code agent}. */
    static final AgentAddress NEXT = agent(PORTS.getLast());

    private static final String KUBE_PROXY = """
            table inet kube {
                chain prerouting {
                    type nat hook prerouting priority -100;
                    ip daddr {10.96.0.10, 10.96.0.11} tcp dport {80, 81} dnat ip to 10.77.1.2:8080
                    ip6 daddr {fd96::10, fd96::11} tcp dport {80, 81} dnat ip6 to [fd78::2]:8080
                }
            }
            """;

    final NetworkNamespace pod = NetworkNamespace.create("pod");
    final NetworkNamespace node = NetworkNamespace.create("node");
    private final NetworkNamespace backend = NetworkNamespace.create("backend");
    private final ServerSocket backendSocket;
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private Channel agentSocket;

    Node() throws Exception {
        NetworkNamespace.join(pod, "pod", node, "node");
        NetworkNamespace.join(backend, "backend", node, "node");
        node.ip("address", "add", "10.77.0.1/24", "dev", "pod");
        node.ip("address", "add", "fd77::1/64", "dev", "pod", "nodad");
        node.ip("address", "add", "10.77.1.1/24", "dev", "backend");
        node.ip("address", "add", "fd78::1/64", "dev", "backend", "nodad");
        node.run("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
        // As a node has one: what nobody translates goes somewhere.
        node.ip("route", "add", "default", "via", "10.77.1.2");
        node.ip("-6", "route", "add", "default", "via", "fd78::2");
        giveAddresses(pod, "10.77.0.2/24", "10.77.0.1", "fd77::2/64", "fd77::1");
        giveAddresses(backend, "10.77.1.2/24", "10.77.1.1", "fd78::2/64", "fd78::1");
        node.run("sh", "-c", "nft -f - <<'END'\n" + KUBE_PROXY + "END");
        backendSocket = backend.call(() -> new ServerSocket(8080, 100));
        Thread.ofVirtual().start(this::serveAsBackend);
        agentSocket = node.call(() -> listen(AGENT));
        var _ = node.call(() -> listen(NEXT));
    }

    private static AgentAddress agent(int port) {
        return new AgentAddress(
                (Inet4Address) InetAddress.ofLiteral("10.77.0.1"),
                (Inet6Address) InetAddress.ofLiteral("fd77::1"),
                port,
                PORTS);
    }

    private static void giveAddresses(NetworkNamespace to, String ip4, String router4, String ip6, String router6) {
        to.ip("address", "add", ip4, "dev", "node");
        to.ip("address", "add", ip6, "dev", "node", "nodad");
        to.ip("route", "add", "default", "via", router4);
        to.ip("-6", "route", "add", "default", "via", router6);
    }

    /** How nft is called on the node. */
    List<String> nft() {
        return node.command("nft");
    }

    /** What the node's rules are, as nft lists them. */
    String rules() {
        return node.run("nft", "list", "ruleset");
    }

    /** How many SYNs of the pod were sent again, since nobody answered them. */
    long lostSyns() {
        List<String> lines = pod.run("cat", "/proc/net/netstat")
                .lines()
                .filter(line -> line.startsWith("TcpExt:"))
                .toList();
        List<String> names = List.of(lines.getFirst().split(" ", -1));
        return Long.parseLong(lines.getLast().split(" ", -1)[names.indexOf("TCPSynRetrans")]);
    }

    /**
     * What the pod gets on a connection to a Service: {@code backend CLIENT}, {@code agent CLIENT DESTINATION}, or
     * {@code refused}.
     */
    String ask(String clusterIp, int port) throws Exception {
        try (Socket socket = connect(clusterIp, port)) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (ConnectException e) {
            return "refused";
        }
    }

    /** A connection of the pod. */
    Socket connect(String clusterIp, int port) throws Exception {
        return pod.call(() -> {
            var socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(InetAddress.ofLiteral(clusterIp), port), 5_000);
                socket.setSoTimeout(5_000);
                return socket;
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        });
    }

    private void serveAsBackend() {
        try {
            while (true) {
                Socket accepted = backendSocket.accept();
                Thread.ofVirtual().start(() -> answer(accepted));
            }
        } catch (IOException closed) {
            // As it should at the end.
        }
    }

    /** One line, and no end before that of the client. */
    private static void answer(Socket accepted) {
        try (accepted) {
            String line = "backend " + accepted.getInetAddress().getHostAddress();
            accepted.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
            accepted.shutdownOutput();
            while (accepted.getInputStream().read() >= 0) {
                // The client decides when it ends.
            }
        } catch (SocketException reset) {
            // A client may do so.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Channel listen(AgentAddress agent) throws InterruptedException {
        String name = NAMES.get(PORTS.indexOf(agent.port()));
        return new ServerBootstrap()
                .group(loops)
                .channel(EpollServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Agent(name));
                    }
                })
                .bind(agent.port())
                .sync()
                .channel();
    }

    void stopAgent() throws InterruptedException {
        agentSocket.close().sync();
    }

    void startAgent() throws Exception {
        agentSocket = node.call(() -> listen(AGENT));
    }

    @Override
    public void close() throws IOException {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        backendSocket.close();
        pod.close();
        node.close();
        backend.close();
    }

    /** Answers with where the client is and where it wanted to go, and what comes on port 81 with the same. */
    private static final class Agent extends ChannelInboundHandlerAdapter {

        private static final String KEPT = " 81";

        private final String name;

        private Agent(String name) {
            this.name = name;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) throws Exception {
            InetAddress client = ((InetSocketAddress) context.channel().remoteAddress()).getAddress();
            String line = name + " " + client.getHostAddress() + " " + destination(context.channel(), client);
            if (!line.endsWith(KEPT)) {
                context.writeAndFlush(Unpooled.wrappedBuffer(line.getBytes(StandardCharsets.UTF_8)))
                        .addListener(ChannelFutureListener.CLOSE);
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object octets) {
            var _ = context.writeAndFlush(octets);
        }

        /** SO_ORIGINAL_DST is option 80 of SOL_IP and of SOL_IPV6, and gives a sockaddr. */
        private static String destination(Channel channel, InetAddress client) throws Exception {
            boolean is6 = client instanceof Inet6Address;
            ByteBuffer address = channel.config()
                    .getOption(new RawUnixChannelOption("SO_ORIGINAL_DST", is6 ? 41 : 0, 80, is6 ? 28 : 16));
            byte[] bytes = ByteBufUtil.getBytes(Unpooled.wrappedBuffer(address));
            int at = is6 ? 8 : 4;
            int port = ((bytes[2] & 0xff) << 8) | (bytes[3] & 0xff);
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + (is6 ? 16 : 4)))
                            .getHostAddress()
                    + " " + port;
        }
    }
}
