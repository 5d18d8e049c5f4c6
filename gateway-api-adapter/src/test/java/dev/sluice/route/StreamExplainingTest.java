package dev.sluice.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.IpProtocol;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerMode;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.ParentId;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.RouteHostname;
import dev.sluice.config.route.RouteId;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleAction;
import dev.sluice.config.route.RuleId;
import dev.sluice.config.route.Timeouts;
import dev.sluice.config.route.WeightedBackend;
import dev.sluice.entry.ServedRules;
import dev.sluice.route.Explaining.Match;
import dev.sluice.route.Explaining.Verdict;
import dev.sluice.table.RouteTable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamExplainingTest {

    private static final ParentId GATEWAY = new ParentId(ParentId.Kind.GATEWAY, "infra", "edge");

    private static Route route(String kind, String name, String hostname) {
        var id = new RouteId(kind, "shop", name);
        var target = new WeightedBackend.Target.Resolved(new BackendId("shop", name, 80, BackendId.Use.STREAM));
        return new Route(
                id,
                Instant.EPOCH,
                List.of(new RouteHostname(new Hostname(hostname), new Hostname(hostname))),
                List.of(new Rule(
                        new RuleId(id, 0),
                        null,
                        List.of(),
                        List.of(),
                        Timeouts.UNSET,
                        null,
                        new RuleAction.Forward(List.of(new WeightedBackend(1, target, List.of()))))));
    }

    private static Listener listener(String name, String hostname, ListenerMode mode, Route... routes) {
        return new Listener(
                new ListenerId("infra", "edge", name),
                new Hostname(hostname),
                List.of(),
                null,
                List.of(routes),
                null,
                mode);
    }

    private static ListenerSocket socket(IpProtocol ip, int port, SocketProtocol protocol, Listener... listeners) {
        return new ListenerSocket(
                new PortId(GATEWAY, ip, port),
                List.of(new BindAddress("0.0.0.0", port + 8000)),
                protocol,
                List.of(listeners));
    }

    private static final GatewayConfig CONFIG = new GatewayConfig(
            1,
            List.of(
                    socket(
                            IpProtocol.TCP,
                            443,
                            SocketProtocol.TLS,
                            listener("https", "www.example.com", ListenerMode.HTTP),
                            listener(
                                    "passing",
                                    "*.example.com",
                                    ListenerMode.PASSTHROUGH,
                                    route("TLSRoute", "shop", "shop.example.com"))),
                    socket(
                            IpProtocol.TCP,
                            53,
                            SocketProtocol.TCP,
                            listener("tcp", "", ListenerMode.STREAM, route("TCPRoute", "dns", ""))),
                    socket(IpProtocol.UDP, 53, SocketProtocol.UDP, listener("udp", "", ListenerMode.STREAM))),
            List.of());

    private static Verdict explained(String url) {
        var rules = new ServedRules(
                CONFIG,
                RouteTable.of(CONFIG, (_, _, _, _) -> {
                    throw new IllegalStateException("there is no rule");
                }),
                Map.of());
        List<Verdict> verdicts = Explaining.explain(
                rules.config(), rules.table(), new Explaining.Question("GET", url, List.of(), null, null));
        assertThat(verdicts).as(url).hasSize(1);
        return verdicts.getFirst();
    }

    @Test
    void serverNameChoosesListenerAndRoute() {
        Verdict verdict = explained("tls://shop.example.com:443");

        assertThat(verdict.socket()).isEqualTo("infra/edge:443");
        assertThat(verdict.result()).isEqualTo("TLSRoute shop/shop");
        assertThat(verdict.steps()).singleElement().asString().contains("shop/shop:80");
        assertThat(verdict.listeners())
                .containsExactly(
                        "not chosen infra/edge/https: server name: shop.example.com (expected: www.example.com)",
                        "chosen infra/edge/passing: the most specific hostname for this server name: *.example.com; TLS is passed through");
        assertThat(verdict.matches())
                .containsExactly(new Match(
                        "TLSRoute shop/shop", "server name shop.example.com", "TAKEN", "the most specific hostname"));
    }

    @Test
    void httpsUrlOfAPassthroughListenerSaysSo() {
        assertThat(explained("https://shop.example.com/cart").result()).isEqualTo("TLSRoute shop/shop");
        assertThat(explained("https://www.example.com/cart").result()).isEqualTo("404 no_route");
    }

    @Test
    void whatIsRefusedSaysHow() {
        assertThat(explained("tls://cart.example.com:443").result()).isEqualTo("reset no_route");
        assertThat(explained("tls://cart.test:8443").result()).isEqualTo("alert unrecognized_name no_listener");
        assertThat(explained("tls://10.0.0.1:443").result()).isEqualTo("alert unrecognized_name no_listener");
        assertThat(explained("tls://www.example.com:443").result()).isEqualTo("requests: ask for an https URL");
        assertThat(explained("udp://localhost:53").result()).isEqualTo("dropped no_route");
    }

    @Test
    void tcpAndUdpOfOneNumberAreTwo() {
        assertThat(explained("tcp://localhost:53").result()).isEqualTo("TCPRoute shop/dns");
        assertThat(explained("udp://localhost:53").socket()).isEqualTo("infra/edge:53/UDP");
    }

    @Test
    void portIsNeeded() {
        assertThatThrownBy(() -> explained("tcp://localhost"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a port of 1-65535");
    }
}
