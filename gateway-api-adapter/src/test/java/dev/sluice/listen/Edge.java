package dev.sluice.listen;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.tls.Certificate;
import dev.sluice.edge.wire.ClientConnection;
import dev.sluice.edge.wire.ClientStream;
import dev.sluice.edge.wire.StreamObserver;
import dev.sluice.tls.TlsLibrary;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Sockets and settings for tests. */
final class Edge {

    private Edge() {}

    /** A draining socket closes connections without a request after {@code quiet}. */
    static ListenSettings settings(Duration quiet, Duration drain) {
        return settings(quiet, drain, TlsLibrary.AUTO);
    }

    /** The same with this library. */
    static ListenSettings settings(Duration quiet, Duration drain, TlsLibrary library) {
        return settings(Duration.ofSeconds(5), quiet, drain, library);
    }

    /** The same with this time for handshakes. */
    static ListenSettings settings(Duration handshake, Duration quiet, Duration drain, TlsLibrary library) {
        return new ListenSettings(
                true,
                100,
                library,
                ListenSettings.DEFAULTS.ceilings(),
                new ListenSettings.Timeouts(handshake, quiet, drain),
                ListenSettings.DEFAULTS.connections(),
                ListenSettings.DEFAULTS.quiet(),
                ListenSettings.DEFAULTS.requests(),
                ListenSettings.DEFAULTS.flows(),
                List.of());
    }

    /** Answers with the socket and the server name of the request. */
    static void tell(ClientStream stream) {
        answer(stream, new Quiet());
    }

    /** The same for a stream that is observed. */
    static void answer(ClientStream stream, StreamObserver observer) {
        stream.observe(observer);
        ClientConnection connection = stream.connection();
        ByteBuf text = Unpooled.copiedBuffer(connection.port() + " " + connection.serverName(), US_ASCII);
        HttpHeaders headers = new DefaultHttpHeaders().set(HttpHeaderNames.CONTENT_LENGTH, text.readableBytes());
        stream.writeHead(HttpResponseStatus.OK, headers);
        stream.writePart(text);
        stream.writeEnd(EmptyHttpHeaders.INSTANCE);
    }

    /** Does not care how a stream goes on. */
    static class Quiet implements StreamObserver {

        @Override
        public void writable() {}

        @Override
        public void responded() {}

        @Override
        public void gone() {}

        @Override
        public void idle() {}
    }

    static PortId id(String gateway) {
        return new PortId("default", gateway, 80);
    }

    static ListenerSocket http(String gateway, int... ports) {
        List<BindAddress> addresses = Arrays.stream(ports)
                .mapToObj(port -> new BindAddress("127.0.0.1", port))
                .toList();
        return new ListenerSocket(id(gateway), addresses, SocketProtocol.HTTP, List.of(listener(gateway, "all", "")));
    }

    static ListenerSocket https(String gateway, int port, Listener... listeners) {
        return new ListenerSocket(
                id(gateway), List.of(new BindAddress("127.0.0.1", port)), SocketProtocol.TLS, List.of(listeners));
    }

    static Listener listener(String gateway, String name, String hostname, Certificate... certificates) {
        return new Listener(
                new ListenerId("default", gateway, name), new Hostname(hostname), List.of(certificates), List.of());
    }
}
