package dev.sluice.listen;

import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.Certificate;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerProtocol;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.SocketId;
import dev.sluice.config.match.Hostname;
import dev.sluice.tls.TlsLibrary;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

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
                new ListenSettings.Timeouts(handshake, quiet, drain),
                ListenSettings.DEFAULTS.connections(),
                ListenSettings.DEFAULTS.requests());
    }

    /** Answers with the socket and the server name of the request. */
    static Publisher<Void> tell(
            SocketId socket, @Nullable String serverName, HttpServerRequest request, HttpServerResponse response) {
        return response.sendString(Mono.just(socket + " " + serverName)).then();
    }

    static SocketId id(String gateway) {
        return new SocketId("default", gateway, 80);
    }

    static ListenerSocket http(String gateway, int... ports) {
        List<BindAddress> addresses = Arrays.stream(ports)
                .mapToObj(port -> new BindAddress("127.0.0.1", port))
                .toList();
        return new ListenerSocket(id(gateway), addresses, ListenerProtocol.HTTP, List.of(listener(gateway, "all", "")));
    }

    static ListenerSocket https(String gateway, int port, Listener... listeners) {
        return new ListenerSocket(
                id(gateway), List.of(new BindAddress("127.0.0.1", port)), ListenerProtocol.HTTPS, List.of(listeners));
    }

    static Listener listener(String gateway, String name, String hostname, Certificate... certificates) {
        return new Listener(
                new ListenerId("default", gateway, name), new Hostname(hostname), List.of(certificates), List.of());
    }
}
