package dev.sluice.app.demo;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import reactor.netty.ChannelBindException;

/** A backend that speaks something else than HTTP: over TCP, UDP or both, on one port. */
final class StreamServer implements DemoBackend {

    private final String name;
    private final InetSocketAddress address;
    private final List<Channel> sockets;
    private final EventLoopGroup loop;

    private StreamServer(String name, InetSocketAddress address, List<Channel> sockets, EventLoopGroup loop) {
        this.name = name;
        this.address = address;
        this.sockets = List.copyOf(sockets);
        this.loop = loop;
    }

    /** What is spoken. */
    sealed interface Protocol {

        /** Over TCP, where the handler is in the pipeline of each connection. */
        non-sealed interface OverTcp extends Protocol {

            /** For one connection. */
            List<ChannelHandler> ofConnection();
        }

        /** Over UDP. */
        non-sealed interface OverUdp extends Protocol {

            /** For all datagrams. */
            List<ChannelHandler> ofDatagrams();
        }
    }

    /**
     * Opens the port for all that the protocol is spoken over.
     *
     * @throws ChannelBindException if the port cannot be opened; none is left open
     */
    static StreamServer start(Place place, Protocol protocol) {
        var loop =
                new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("echo", true), NioIoHandler.newFactory());
        var sockets = new ArrayList<Channel>();
        var address = new InetSocketAddress(place.host(), place.port());
        try {
            if (protocol instanceof Protocol.OverTcp overTcp) {
                sockets.add(opened(tcp(loop, overTcp).bind(address), address));
                address = (InetSocketAddress) sockets.getFirst().localAddress();
            }
            if (protocol instanceof Protocol.OverUdp overUdp) {
                sockets.add(opened(udp(loop, overUdp).bind(address), address));
            }
            return new StreamServer(
                    place.name(), (InetSocketAddress) sockets.getFirst().localAddress(), sockets, loop);
        } catch (ChannelBindException notOpened) {
            sockets.forEach(StreamServer::close);
            end(loop);
            throw notOpened;
        }
    }

    private static ServerBootstrap tcp(EventLoopGroup loop, Protocol.OverTcp protocol) {
        return new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(initializer(protocol::ofConnection));
    }

    private static Bootstrap udp(EventLoopGroup loop, Protocol.OverUdp protocol) {
        return new Bootstrap()
                .group(loop)
                .channel(NioDatagramChannel.class)
                .handler(initializer(protocol::ofDatagrams));
    }

    private static ChannelInitializer<Channel> initializer(Supplier<List<ChannelHandler>> handlers) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                handlers.get().forEach(channel.pipeline()::addLast);
            }
        };
    }

    private static Channel opened(ChannelFuture bind, InetSocketAddress address) {
        bind.awaitUninterruptibly();
        if (bind.cause() != null) {
            throw ChannelBindException.fail(address, bind.cause());
        }
        return bind.channel();
    }

    @Override
    public int port() {
        return address.getPort();
    }

    @Override
    public void await() {
        try {
            sockets.getFirst().closeFuture().await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        sockets.forEach(StreamServer::close);
        end(loop);
    }

    private static void close(Channel socket) {
        socket.close().awaitUninterruptibly();
    }

    private static void end(EventLoopGroup loop) {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** {@code db-v1 on 127.0.0.1:18081}. */
    @Override
    public String toString() {
        return name + " on " + address.getHostString() + ":" + address.getPort();
    }
}
