package dev.sluice.listen;

import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.IpProtocol;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.edge.wire.ConnectionClock;
import dev.sluice.edge.wire.HttpConnections;
import dev.sluice.edge.wire.RequestHandler;
import dev.sluice.hop.Network;
import dev.sluice.stream.StreamConnections;
import dev.sluice.tls.HandshakeCounters;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Binds sockets, and lays out what they accept. */
final class SocketOpener {

    /**
     * Octets of a response that the kernel may hold unsent. By itself it takes megabytes of each connection whose
     * client does not read, and more whenever others free some, which would look as if that client read.
     */
    private static final long UNSENT = 32 << 10;

    private final ListenSettings settings;
    private final EventLoops loops;
    private final RequestHandler handler;
    private final StreamConnections streams;
    private final Supplier<TlsTables> tls;
    private final ConnectionClock clock;
    private final HttpConnections.Settings http;
    private final ConnectionCeiling ceiling;
    private final TlsConnections secured;

    SocketOpener(
            ListenSettings settings,
            EventLoops loops,
            RequestHandler handler,
            StreamConnections streams,
            Supplier<TlsTables> tls) {
        this.settings = settings;
        this.loops = loops;
        this.handler = handler;
        this.streams = streams;
        this.tls = tls;
        this.clock = new ConnectionClock(settings.connections());
        this.http = new HttpConnections.Settings(settings.h2c(), settings.streams(), settings.requests());
        this.ceiling = new ConnectionCeiling(settings.ceilings().connections(), "sluice.listen.max-connections");
        this.secured =
                new TlsConnections(new HandshakeCounters(), settings.timeouts().handshake());
    }

    /** How handshakes ended. */
    HandshakeCounters handshakes() {
        return secured.handshakes();
    }

    /** Binds all addresses of a socket, or none. */
    OpenTcpSocket open(ListenerSocket socket) throws BindFailure {
        Connections live = connections(socket.id());
        ServerBootstrap server = serverFor(socket.id().toString(), layout(socket.id(), socket.protocol(), live));
        List<Channel> servers = bind(server, socket.addresses());
        return new OpenTcpSocket(socket.id(), socket.addresses(), socket.protocol(), servers, live);
    }

    /** Binds the socket of a node agent. */
    List<Channel> openSteered(List<BindAddress> addresses, ChannelInitializer<Channel> layout) throws BindFailure {
        return bind(serverFor("The mesh", layout), addresses);
    }

    private static List<Channel> bind(ServerBootstrap server, List<BindAddress> addresses) throws BindFailure {
        List<Channel> servers = new ArrayList<>();
        try {
            for (BindAddress address : addresses) {
                servers.add(bind(server, address));
            }
        } catch (BindFailure e) {
            OpenTcpSocket.stopAccepting(servers);
            throw e;
        }
        return List.copyOf(servers);
    }

    private static Channel bind(ServerBootstrap server, BindAddress address) throws BindFailure {
        ChannelFuture bound = server.bind(new InetSocketAddress(address.host(), address.port()));
        Throwable cause = bound.awaitUninterruptibly().cause();
        if (cause != null) {
            throw new BindFailure(IpProtocol.TCP, address, cause);
        }
        return bound.channel();
    }

    private ServerBootstrap serverFor(String name, ChannelInitializer<Channel> layout) {
        ServerBootstrap server = new ServerBootstrap()
                .group(loops.group())
                .channelFactory(loops.transport().serverChannels())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new AcceptFailures(name));
                    }
                })
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(layout);
        ChannelOption<Long> limit = loops.transport().unsentLimit();
        return limit == null ? server : server.childOption(limit, UNSENT);
    }

    private Connections connections(PortId id) {
        return new Connections(id, (channel, carried) -> tls.get().admits(id, channel, carried));
    }

    /** Lives as long as the socket is open, so it must not keep its Listeners, which have all routes of one version. */
    private ChannelInitializer<Channel> layout(PortId id, SocketProtocol protocol, Connections live) {
        HttpConnections connections = http(id, null, live);
        var octets = new SocketStreams(id, streams, live);
        Consumer<Channel> plan = switch (protocol) {
            case HTTP -> connections::inClearText;
            case TLS ->
                channel -> secured.terminate(channel, name -> tls.get().served().plan(id, name), connections, octets);
            case TCP -> octets::ofTcp;
            case UDP -> throw new IllegalArgumentException(id + " accepts no connections");
        };
        Integer most = settings.ceilings().connectionsOfSocket();
        ConnectionCeiling ofSocket =
                most == null ? null : new ConnectionCeiling(most, "sluice.listen.max-connections-per-socket");
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                live.add(channel);
                ceiling.add(channel);
                if (ofSocket != null) {
                    ofSocket.add(channel);
                }
                if (isProxy(channel)) {
                    ProxyHeader.awaitOn(channel, settings.timeouts().handshake(), plan);
                } else {
                    plan.accept(channel);
                }
            }
        };
    }

    private boolean isProxy(Channel channel) {
        List<Network> proxies = settings.proxies();
        return !proxies.isEmpty()
                && channel.remoteAddress() instanceof InetSocketAddress peer
                && proxies.stream().anyMatch(network -> network.contains(peer.getAddress()));
    }

    /** What lays out connections that speak HTTP. */
    HttpConnections http(PortId port, @Nullable String clientNamespace, Connections live) {
        return new HttpConnections(
                port,
                clientNamespace,
                http,
                clock,
                handler,
                live::areEnding,
                (channel, served) -> live.started(channel, Leaving.of(served)));
    }

    /** What lays out connections for a group of routes that are not HTTP. */
    SteeredStreams streams(PortId port, Listener group, Connections live) {
        return new SteeredStreams(group, new SocketStreams(port, streams, live), secured);
    }

    /** What lays out connections that were steered here. */
    SteeredLayout steeredLayout(
            SteeredLayout.Destinations destinations,
            Supplier<SteeredPorts> ports,
            ClientNamespaces namespaces,
            SteeredLayout.Http connections) {
        var passThrough = new PassThrough(
                loops.transport().channels(), settings.connections().streamIdle());
        return new SteeredLayout(ceiling, destinations, ports, namespaces, connections, passThrough);
    }
}
