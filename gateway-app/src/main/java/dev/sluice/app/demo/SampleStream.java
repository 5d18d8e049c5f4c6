package dev.sluice.app.demo;

import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerMode;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.RouteHostname;
import java.util.List;
import java.util.stream.Stream;

/**
 * A connection or flow that a route takes, written out of the configuration that is served.
 *
 * @param protocol TLS, TCP or UDP
 * @param port of this machine
 * @param host a server name that the route's hostname covers; {@code localhost} where it covers all, and without TLS
 */
public record SampleStream(SocketProtocol protocol, int port, String host) {

    /** One for each hostname of each route on each Listener of a socket that is not for HTTP, without repetition. */
    public static List<SampleStream> of(ListenerSocket socket) {
        return socket.listeners().stream()
                .filter(listener -> listener.mode() != ListenerMode.HTTP)
                .flatMap(listener -> of(socket, listener))
                .distinct()
                .toList();
    }

    private static Stream<SampleStream> of(ListenerSocket socket, Listener listener) {
        int port = socket.addresses().getFirst().port();
        return listener.routes().stream()
                .map(Route::hostnames)
                .flatMap(List::stream)
                .map(RouteHostname::effective)
                .map(hostname -> new SampleStream(socket.protocol(), port, SampleRequest.nameFor(hostname)));
    }

    /** The command line that opens it. What is typed then is sent, and what comes back is shown. */
    public String command() {
        return switch (protocol) {
            case TLS ->
                "openssl s_client -quiet -connect localhost:" + port + " -servername " + SampleRequest.word(host);
            case TCP -> "nc localhost " + port;
            case UDP -> "nc -u localhost " + port;
            case HTTP -> throw new IllegalStateException("no stream: " + this);
        };
    }
}
