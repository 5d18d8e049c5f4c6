package dev.sluice.listen;

import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.SocketId;
import dev.sluice.edge.RequestLimits;
import dev.sluice.edge.wire.ConnectionFront;
import dev.sluice.edge.wire.StreamBody;
import dev.sluice.tls.HandshakeEnd;
import dev.sluice.tls.ServerNameHandler;
import dev.sluice.tls.ServerNames;
import dev.sluice.tls.TlsTable;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.reactivestreams.Publisher;
import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;
import reactor.netty.NettyPipeline;
import reactor.netty.channel.ChannelOperations;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.tcp.SslProvider;

/** Makes servers and binds them. */
final class SocketOpener {

    /**
     * Makes reactor-netty lay out a connection for TLS. Its own TLS handler is replaced before the first byte; were it
     * not, it would refuse every handshake, for it holds no key. It has no timeout of its own, for its clock runs on
     * when it is replaced and would close the connection in the midst of its requests.
     */
    static final SslProvider NO_TLS = refusingAll();

    private static final int SLACK = 64;

    /**
     * Octets of a response that the kernel may hold unsent. By itself it takes megabytes of each connection whose
     * client does not read, and more whenever others free some, which would look as if that client read.
     */
    private static final long UNSENT = 32 << 10;

    private final ListenSettings settings;
    private final RequestHandler handler;
    private final Supplier<TlsTable> tls;
    private final HttpServer template;

    SocketOpener(ListenSettings settings, EventLoops loops, RequestHandler handler, Supplier<TlsTable> tls) {
        this.settings = settings;
        this.handler = handler;
        this.tls = tls;
        this.template = template(settings, loops);
    }

    private static HttpServer template(ListenSettings settings, EventLoops loops) {
        RequestLimits limits = settings.requests();
        // The front refuses first; the decoder's own limits only must not come before.
        return limitingUnsent(HttpServer.create().runOn(loops), loops.transport())
                .httpRequestDecoder(decoder -> decoder.maxInitialLineLength(limits.requestLine() + SLACK)
                        .maxHeaderSize(limits.headers() + SLACK))
                .http2Settings(
                        http2 -> http2.maxConcurrentStreams(settings.streams()).maxHeaderListSize(limits.headers()));
    }

    private static HttpServer limitingUnsent(HttpServer server, Transport transport) {
        ChannelOption<Long> limit = transport.unsentLimit();
        return limit == null ? server : server.childOption(limit, UNSENT);
    }

    /** Binds all addresses of a socket, or none. */
    OpenSocket open(ListenerSocket socket) throws BindFailure {
        Connections live = new Connections(socket.id());
        HttpServer server = serverFor(socket, live);
        List<DisposableServer> servers = new ArrayList<>();
        try {
            for (BindAddress address : socket.addresses()) {
                servers.add(bind(server, address));
            }
        } catch (BindFailure e) {
            OpenSocket.stopAccepting(servers);
            throw e;
        }
        return new OpenSocket(socket.id(), socket.addresses(), socket.protocol(), List.copyOf(servers), live);
    }

    private DisposableServer bind(HttpServer server, BindAddress address) throws BindFailure {
        try {
            return server.bindAddress(() -> new InetSocketAddress(address.host(), address.port()))
                    .bindNow();
        } catch (ChannelBindException e) {
            throw new BindFailure(address, e);
        }
    }

    private HttpServer serverFor(ListenerSocket socket, Connections live) {
        SocketId id = socket.id();
        HttpServer server = switch (socket.protocol()) {
            case HTTP -> plain(live);
            case HTTPS -> secure(id, live);
        };
        // Only with a channel group does reactor-netty let HTTP/2 streams end when their connection is told to close.
        return server.channelGroup(new DefaultChannelGroup(GlobalEventExecutor.INSTANCE))
                .handle((request, response) -> handle(id, request, response));
    }

    private HttpServer plain(Connections live) {
        HttpServer server = settings.h2c()
                ? template.protocol(HttpProtocol.HTTP11, HttpProtocol.H2C)
                : template.protocol(HttpProtocol.HTTP11);
        return server.doOnChannelInit((observer, connection, remote) -> {
            live.add(connection);
            connection.pipeline().addFirst(front(live));
        });
    }

    private HttpServer secure(SocketId id, Connections live) {
        return template.protocol(HttpProtocol.HTTP11, HttpProtocol.H2)
                .secure(NO_TLS)
                .doOnChannelInit((observer, connection, remote) -> {
                    live.add(connection);
                    chooseByServerName(id, live, connection.pipeline());
                });
    }

    private void chooseByServerName(SocketId id, Connections live, ChannelPipeline pipeline) {
        Duration timeout = settings.timeouts().handshake();
        pipeline.replace(NettyPipeline.SslHandler, NettyPipeline.SslHandler, new ServerNameHandler(id, tls, timeout));
        pipeline.addBefore(NettyPipeline.H2OrHttp11Codec, null, new HandshakeEnd());
        pipeline.addAfter(NettyPipeline.H2OrHttp11Codec, null, front(live));
    }

    private ConnectionFront front(Connections live) {
        return new ConnectionFront(settings.requests(), settings.connections(), live::areEnding);
    }

    private Publisher<Void> handle(SocketId id, HttpServerRequest request, HttpServerResponse response) {
        // Every response of reactor-netty is one; the server name is an attribute of its connection.
        Channel channel = ((ChannelOperations<?, ?>) response).channel();
        StreamBody.follow(channel, settings.requests(), settings.connections());
        return handler.handle(id, ServerNames.of(channel), request, response);
    }

    private static SslProvider refusingAll() {
        try {
            return SslProvider.builder()
                    .sslContext(SslContextBuilder.forClient().build())
                    .setSniAsyncMappings((name, promise) -> promise.setFailure(new SSLException("no certificate")))
                    .handshakeTimeout(Duration.ZERO)
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("the JDK has no TLS", e);
        }
    }
}
