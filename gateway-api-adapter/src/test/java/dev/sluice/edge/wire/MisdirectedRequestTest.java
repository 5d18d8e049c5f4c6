package dev.sluice.edge.wire;

import static dev.sluice.route.Configs.route;
import static dev.sluice.tls.TestCertificates.certificate;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.config.match.Hostname;
import dev.sluice.route.Configs;
import dev.sluice.route.DataPlaneFixture;
import dev.sluice.route.DataPlanes;
import dev.sluice.route.LaneSetting;
import dev.sluice.testkit.LeakDetection;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SNIHostName;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.tcp.SslProvider.GenericSslContextSpec;

/** A connection whose TLS handshake was for one Listener reaches no other, over real TLS sockets. */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
@ExtendWith({DataPlanes.Shared.class, LeakDetection.class})
class MisdirectedRequestTest {

    @SuppressWarnings("NullAway.Init")
    private static DataPlaneFixture gateway;

    @Parameter
    @SuppressWarnings("NullAway.Init")
    LaneSetting lane;

    @BeforeParameterizedClassInvocation
    static void start(LaneSetting lane, DataPlanes planes) {
        gateway = planes.with(lane);
        var socket = new ListenerSocket(
                Configs.SOCKET,
                List.of(new BindAddress("127.0.0.1", gateway.dataPort)),
                SocketProtocol.TLS,
                List.of(listener("a", "a.example.com"), listener("wild", "*.example.com")));
        var backend = new Backend(
                Configs.BACKEND,
                BackendProtocol.HTTP,
                List.of(new Endpoint("127.0.0.1", gateway.backend.port())),
                List.of());
        gateway.apply(new GatewayConfig(1, List.of(socket), List.of(backend)));
    }

    private static Listener listener(String name, String hostname) {
        return new Listener(
                new ListenerId("test", "gw", name),
                new Hostname(hostname),
                List.of(certificate(name, hostname)),
                List.of(route(name, "/")));
    }

    private static String ask(HttpProtocol protocol, String serverName, String host) {
        GenericSslContextSpec<SslContextBuilder> tls =
                protocol == HttpProtocol.H2 ? Http2SslContextSpec.forClient() : Http11SslContextSpec.forClient();
        tls.configure(context -> context.trustManager(InsecureTrustManagerFactory.INSTANCE));
        String answer = HttpClient.newConnection()
                .protocol(protocol)
                .secure(spec -> spec.sslContext(tls).serverNames(new SNIHostName(serverName)))
                .headers(headers -> headers.set("Host", host))
                .get()
                .uri("https://127.0.0.1:" + gateway.dataPort + "/")
                .responseSingle((response, body) -> body.asString()
                        .map(text -> response.status().code() + " "
                                + text.lines().findFirst().orElse("")))
                .block(Duration.ofSeconds(20));
        return String.valueOf(answer);
    }

    @ParameterizedTest
    @CsvSource({"HTTP11, a.example.com", "HTTP11, b.example.com", "H2, a.example.com", "H2, b.example.com"})
    void isServedForTheHostOfItsHandshake(HttpProtocol protocol, String name) {
        assertThat(ask(protocol, name, name)).isEqualTo("200 GET /");
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP11", "H2"})
    void isServedForAnotherHostOfTheSameListener(HttpProtocol protocol) {
        assertThat(ask(protocol, "b.example.com", "c.example.com:8443")).isEqualTo("200 GET /");
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP11, a.example.com, b.example.com",
        "HTTP11, b.example.com, a.example.com",
        "H2, a.example.com, b.example.com",
        "H2, b.example.com, a.example.com"
    })
    void isAnswered421ForAHostOfAnotherListener(HttpProtocol protocol, String serverName, String host) {
        assertThat(ask(protocol, serverName, host))
                .isEqualTo("421 This connection is not for the host of the request.");
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP11", "H2"})
    void isAnswered404ForAHostOfNoListener(HttpProtocol protocol) {
        assertThat(ask(protocol, "a.example.com", "other.test")).isEqualTo("404 No listener serves this host.");
    }
}
