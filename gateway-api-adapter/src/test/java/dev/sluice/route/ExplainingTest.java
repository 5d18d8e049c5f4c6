package dev.sluice.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.filter.SpringFilterCall;
import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.ClientValidation;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerFilters;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.ParentId;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.mesh.FailureMode;
import dev.sluice.config.mesh.MeshPort;
import dev.sluice.config.tls.Trust;
import dev.sluice.entry.ServedRules;
import dev.sluice.route.Explaining.Verdict;
import dev.sluice.table.RouteTable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExplainingTest {

    private static final ServedRules RULES = serving(
            socket("public", 80, 8080, SocketProtocol.HTTP),
            socket("public", 443, 8443, SocketProtocol.TLS),
            socket("internal", 80, 8180, SocketProtocol.HTTP));

    @Test
    void urlWithoutPortAsksEveryGatewayWithThePortOfItsScheme() {
        assertThat(sockets("http://shop.example.com/")).containsExactly("infra/public:80", "infra/internal:80");
        assertThat(sockets("https://shop.example.com/")).containsExactly("infra/public:443");
    }

    @Test
    void urlWithThePortOfAListenerAsksItsSockets() {
        assertThat(sockets("http://shop.example.com:80/")).containsExactly("infra/public:80", "infra/internal:80");
    }

    @Test
    void urlWithABoundPortAsksItsSocket() {
        assertThat(sockets("http://localhost:8080/")).containsExactly("infra/public:80");
        assertThat(sockets("http://localhost:8180/")).containsExactly("infra/internal:80");
        assertThat(sockets("HTTPS://localhost:8443/")).containsExactly("infra/public:443");
    }

    @Test
    void socketOfAnotherSchemeIsNotAsked() {
        assertThat(sockets("http://localhost:8443/")).isEmpty();
        assertThat(sockets("https://localhost:80/")).isEmpty();
    }

    @Test
    void filtersThatWouldRunBeforeAreNamed() {
        var filters = new ListenerFilters(List.of(new SpringFilterCall("SpringFilter infra/who", "Who", Map.of())));
        var listener =
                new Listener(new ListenerId("infra", "filtered", "it"), Hostname.ANY, List.of(), List.of(), filters);
        var socket = new ListenerSocket(
                new PortId("infra", "filtered", 80),
                List.of(new BindAddress("0.0.0.0", 8080)),
                SocketProtocol.HTTP,
                List.of(listener));

        assertThat(Explaining.explain(serving(socket), "GET", "http://a.example.com/", List.of(), null))
                .singleElement()
                .satisfies(verdict -> assertThat(verdict.listeners())
                        .singleElement()
                        .asString()
                        .endsWith("its filters run: SpringFilter infra/who"));
    }

    @Test
    void serviceOfTheMeshIsMeantAsItsClientsNameIt() {
        assertThat(services("http://web.shop/", "app")).containsExactly("Service shop/web:80");
        assertThat(services("http://web.shop.svc.cluster.local/", null)).containsExactly("Service shop/web:80");
        assertThat(services("http://10.96.0.7/", "app")).containsExactly("Service shop/web:80");
        assertThat(services("http://web/", "shop")).containsExactly("Service shop/web:80");
        assertThat(services("http://web/", "app")).isEmpty();
        assertThat(services("http://web.shop:81/", "app")).isEmpty();
        assertThat(services("https://web.shop:80/", "app")).isEmpty();
    }

    private static List<String> services(String url, @Nullable String from) {
        var service = new ParentId(ParentId.Kind.SERVICE, "shop", "web");
        var group = new Listener(new ListenerId(service, null, "80"), Hostname.ANY, List.of(), List.of());
        var port =
                new MeshPort(new PortId(service, 80), List.of("10.96.0.7"), FailureMode.OPEN, group, new TreeMap<>());
        return Explaining.explain(
                        serving(new GatewayConfig(1, List.of(), List.of(port), List.of())), "GET", url, List.of(), from)
                .stream()
                .map(Verdict::socket)
                .toList();
    }

    @Test
    void whatClientsMustShowIsSaid() {
        var issuers = new Trust.Anchors("ConfigMap infra/ca", "");
        assertThat(listenerThatAsksFor(new ClientValidation(issuers, ClientValidation.Mode.REQUIRED)))
                .endsWith("; clients need a certificate of ConfigMap infra/ca");
        assertThat(listenerThatAsksFor(new ClientValidation(issuers, ClientValidation.Mode.INSECURE_FALLBACK)))
                .endsWith("; clients are asked for a certificate of ConfigMap infra/ca and served without it");
    }

    private static String listenerThatAsksFor(ClientValidation validation) {
        var id = new ListenerId("infra", "secure", "it");
        var socket = new ListenerSocket(
                new PortId("infra", "secure", 443),
                List.of(new BindAddress("0.0.0.0", 8443)),
                SocketProtocol.TLS,
                List.of(new Listener(id, Hostname.ANY, List.of(), validation, List.of(), null)));
        return Explaining.explain(serving(socket), "GET", "https://a.example.com/", List.of(), null)
                .getFirst()
                .listeners()
                .getFirst();
    }

    private static List<String> sockets(String url) {
        return Explaining.explain(RULES, "GET", url, List.of(), null).stream()
                .map(Verdict::socket)
                .toList();
    }

    private static ServedRules serving(ListenerSocket... sockets) {
        return serving(new GatewayConfig(1, List.of(sockets), List.of()));
    }

    private static ServedRules serving(GatewayConfig config) {
        return new ServedRules(
                config,
                RouteTable.of(config, (_, _, _, _) -> {
                    throw new IllegalStateException("there is no rule");
                }),
                Map.of());
    }

    private static ListenerSocket socket(String gateway, int port, int bound, SocketProtocol protocol) {
        var listener = new Listener(new ListenerId("infra", gateway, "it"), Hostname.ANY, List.of(), List.of());
        return new ListenerSocket(
                new PortId("infra", gateway, port),
                List.of(new BindAddress("0.0.0.0", bound)),
                protocol,
                List.of(listener));
    }
}
