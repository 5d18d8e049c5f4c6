package dev.sluice.upstream;

import dev.sluice.config.backend.Endpoint;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.RoundRobinDnsAddressResolverGroup;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.netty.resources.LoopResources;

/** Opens connections, on the kind of sockets that the event loops know. All share one resolver of names. */
final class Connector implements AutoCloseable {

    /** Names are asked for again after that many seconds, as a container engine gives them lives of minutes. */
    private static final int NAME_TTL = 5;

    /**
     * How long octets may be without the backend's acknowledgement before its connection is taken for dead. As long as
     * a stream may be idle, for the kernel counts the time in which a backend that lives does not read.
     */
    static final Duration UNACKNOWLEDGED = Duration.ofMinutes(5);

    /** Each transport has an option of its own. */
    private static final List<ChannelOption<Integer>> USER_TIMEOUT =
            List.of(EpollChannelOption.TCP_USER_TIMEOUT, IoUringChannelOption.TCP_USER_TIMEOUT);

    private final LoopResources loops;
    private final UpstreamSettings settings;
    private final UpstreamTls tls;
    private final AddressGuard guard;
    private final AddressResolverGroup<InetSocketAddress> names;

    Connector(UpstreamSettings settings, LoopResources loops, UpstreamTls tls, AddressGuard guard) {
        this(settings, loops, tls, guard, names(loops));
    }

    /** @param names closed with the connector */
    Connector(
            UpstreamSettings settings,
            LoopResources loops,
            UpstreamTls tls,
            AddressGuard guard,
            AddressResolverGroup<InetSocketAddress> names) {
        this.settings = settings;
        this.tls = tls;
        this.loops = loops;
        this.guard = guard;
        this.names = names;
    }

    /** One of those that connections live on, another one each time. */
    EventLoop loop() {
        return loops.onClient(true).next();
    }

    UpstreamTls tls() {
        return tls;
    }

    /**
     * Opens a connection, by TLS where the target says so. Listeners of the future are called on the loop when it can
     * be used. It fails where the guard does not permit the address, and with {@link TlsException} where the backend is
     * reached but is not the one that is meant, or wants no TLS with us.
     *
     * @param offer in clear text it says nothing
     * @param install adds the handlers, before the first octet that is theirs
     */
    Future<Channel> connect(Target target, Offer offer, EventLoop loop, Consumer<Channel> install) {
        return connect(target, offer, loop, _ -> {}, install);
    }

    /**
     * The same.
     *
     * @param begin adds the handlers that are in front of TLS
     */
    Future<Channel> connect(
            Target target, Offer offer, EventLoop loop, Consumer<Channel> begin, Consumer<Channel> install) {
        Promise<Channel> ready = loop.newPromise();
        TlsProfile profile = target.tls();
        if (profile == null) {
            ChannelFuture connected = open(target.endpoint(), loop, begin.andThen(install));
            connected.addListener(_ -> tell(connected, ready));
        } else {
            secure(target.endpoint(), profile, offer, loop, begin, install, ready);
        }
        return ready;
    }

    private static void tell(ChannelFuture connected, Promise<Channel> ready) {
        if (connected.isSuccess()) {
            ready.setSuccess(connected.channel());
        } else {
            ready.setFailure(connected.cause());
        }
    }

    private void secure(
            Endpoint endpoint,
            TlsProfile profile,
            Offer offer,
            EventLoop loop,
            Consumer<Channel> begin,
            Consumer<Channel> install,
            Promise<Channel> ready) {
        SslContext context;
        try {
            context = profile.context(offer);
        } catch (TlsException notPossible) {
            ready.setFailure(notPossible);
            return;
        }
        Handshake handshake = new Handshake(
                offer,
                channel -> {
                    install.accept(channel);
                    ready.setSuccess(channel);
                },
                cause -> {
                    if (profile.turnsToJdk(cause)) {
                        secure(endpoint, profile, offer, loop, begin, install, ready);
                    } else {
                        ready.setFailure(new TlsException(TlsFailure.of(cause), cause));
                    }
                });
        ChannelFuture connected = open(endpoint, loop, channel -> {
            begin.accept(channel);
            // By name and port sessions are found; who the backend is, the context judges.
            SslHandler handler = context.newHandler(channel.alloc(), profile.serverName(), endpoint.port());
            handler.setHandshakeTimeout(settings.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
            channel.pipeline().addLast(handler, handshake);
        });
        connected.addListener(_ -> {
            if (!connected.isSuccess()) {
                ready.setFailure(connected.cause());
            }
        });
    }

    private ChannelFuture open(Endpoint endpoint, EventLoop loop, Consumer<Channel> install) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channelFactory(() -> loops.onChannel(SocketChannel.class, loop))
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.AUTO_READ, false)
                // A backend may answer before it has read all: a write that fails leaves its answer readable.
                .option(ChannelOption.AUTO_CLOSE, false)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(settings.connectTimeout().toMillis()))
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new GuardedConnect(guard));
                        noticeDeath(channel);
                        install.accept(channel);
                    }
                });
        InetAddress address = literal(endpoint.host());
        return address == null
                ? bootstrap
                        .resolver(names)
                        .connect(InetSocketAddress.createUnresolved(endpoint.host(), endpoint.port()))
                : bootstrap.disableResolver().connect(new InetSocketAddress(address, endpoint.port()));
    }

    /**
     * Where datagrams for an endpoint are sent to. It fails where its name has no address, or the guard does not permit
     * the one that it has.
     *
     * @param loop of any kind, on which listeners of the future are called
     */
    Future<InetSocketAddress> address(Endpoint endpoint, EventLoop loop) {
        InetAddress literal = literal(endpoint.host());
        if (literal != null) {
            return guarded(new InetSocketAddress(literal, endpoint.port()), loop.newPromise());
        }
        Promise<InetSocketAddress> promise = loop.newPromise();
        // On a loop of our own: it opens sockets, which the other may not be able to read.
        names.getResolver(loops.onClient(true).next())
                .resolve(InetSocketAddress.createUnresolved(endpoint.host(), endpoint.port()))
                .addListener((Future<InetSocketAddress> resolved) -> {
                    if (resolved.isSuccess()) {
                        var _ = guarded(resolved.getNow(), promise);
                    } else {
                        var _ = promise.setFailure(resolved.cause());
                    }
                });
        return promise;
    }

    private Future<InetSocketAddress> guarded(InetSocketAddress address, Promise<InetSocketAddress> promise) {
        return guard.permits(address.getAddress())
                ? promise.setSuccess(address)
                : promise.setFailure(GuardedConnect.forbidden(address));
    }

    /** A path that is gone says nothing: no end comes, and writes succeed. */
    private static void noticeDeath(Channel channel) {
        int millis = Math.toIntExact(UNACKNOWLEDGED.toMillis());
        boolean set = false;
        for (ChannelOption<Integer> option : USER_TIMEOUT) {
            set |= channel.config().setOption(option, millis);
        }
        if (!set) {
            channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        }
    }

    /** Null where it is a name. */
    private static @Nullable InetAddress literal(String host) {
        byte[] octets = NetUtil.createByteArrayFromIpAddressString(host);
        try {
            return octets == null ? null : InetAddress.getByAddress(octets);
        } catch (UnknownHostException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }

    /** Does not block, and lets the addresses of a name take turns. */
    private static AddressResolverGroup<InetSocketAddress> names(LoopResources loops) {
        EventLoopGroup group = loops.onClient(true);
        return new RoundRobinDnsAddressResolverGroup(new DnsNameResolverBuilder()
                .datagramChannelFactory(() -> loops.onChannel(DatagramChannel.class, group))
                .socketChannelFactory(() -> loops.onChannel(SocketChannel.class, group))
                .ttl(0, NAME_TTL)
                .negativeTtl(1)
                .completeOncePreferredResolved(true));
    }

    @Override
    public void close() {
        names.close();
    }
}
