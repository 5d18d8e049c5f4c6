package dev.sluice.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerMode;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.RouteHostname;
import dev.sluice.config.route.RouteId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SampleStreamTest {

    private static ListenerSocket socket(SocketProtocol protocol, ListenerMode mode, Hostname hostname) {
        var route = new Route(
                new RouteId("TLSRoute", "shop", "db"),
                Instant.EPOCH,
                List.of(new RouteHostname(hostname, hostname)),
                List.of());
        var listener = new Listener(
                new ListenerId("shop", "gw", "l"), Hostname.ANY, List.of(), null, List.of(route), null, mode);
        return new ListenerSocket(
                new PortId("shop", "gw", 443),
                List.of(new BindAddress("127.0.0.1", 8443)),
                protocol,
                List.of(listener));
    }

    private static List<String> commands(ListenerSocket socket) {
        return SampleStream.of(socket).stream().map(SampleStream::command).toList();
    }

    @Test
    void nameOfATlsRouteIsInTheHandshake() {
        assertThat(commands(socket(SocketProtocol.TLS, ListenerMode.PASSTHROUGH, new Hostname("*.example.com"))))
                .containsExactly("openssl s_client -quiet -connect localhost:8443 -servername any.example.com");
    }

    @Test
    void octetsAndDatagramsAreTyped() {
        assertThat(commands(socket(SocketProtocol.TCP, ListenerMode.STREAM, Hostname.ANY)))
                .containsExactly("nc localhost 8443");
        assertThat(commands(socket(SocketProtocol.UDP, ListenerMode.STREAM, Hostname.ANY)))
                .containsExactly("nc -u localhost 8443");
    }

    @Test
    void listenersForHttpAndOthersHaveEachTheirOwnSamples() {
        assertThat(commands(socket(SocketProtocol.TLS, ListenerMode.HTTP, Hostname.ANY)))
                .isEmpty();
        assertThat(SampleRequest.of(socket(SocketProtocol.TLS, ListenerMode.STREAM, Hostname.ANY)))
                .isEmpty();
    }
}
