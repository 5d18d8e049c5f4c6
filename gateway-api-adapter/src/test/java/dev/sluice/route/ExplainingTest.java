package dev.sluice.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.backend.BackendTls;
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
import dev.sluice.config.tls.Certificate;
import dev.sluice.config.tls.SubjectName;
import dev.sluice.config.tls.Trust;
import dev.sluice.entry.ServedRules;
import dev.sluice.route.Explaining.Question;
import dev.sluice.route.Explaining.Verdict;
import dev.sluice.table.RouteTable;
import java.util.Collections;
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
        assertThat(explain(RULES, "http://localhost:8443/", null))
                .singleElement()
                .satisfies(verdict -> {
                    assertThat(verdict.socket()).isEmpty();
                    assertThat(verdict.result())
                            .isEqualTo("no Listener for HTTP on port 8443; there are: 80 (HTTP, bound as 8080),"
                                    + " 443 (TLS, bound as 8443), 80 (HTTP, bound as 8180)");
                });
        assertThat(sockets("https://localhost:80/")).containsExactly("");
    }

    @Test
    void withoutAnySocketThatIsSaid() {
        assertThat(explain(serving(), "tcp://localhost:5432", null))
                .singleElement()
                .extracting(Verdict::result)
                .isEqualTo("no Listener for TCP on port 5432; there are: none");
    }

    @Test
    void serverNameMayDifferFromTheHost() {
        var listener =
                new Listener(new ListenerId("infra", "tls", "it"), new Hostname("a.example.com"), List.of(), List.of());
        var other = new Listener(
                new ListenerId("infra", "tls", "other"), new Hostname("b.example.com"), List.of(), List.of());
        var rules = serving(new ListenerSocket(
                new PortId("infra", "tls", 443),
                List.of(new BindAddress("0.0.0.0", 8443)),
                SocketProtocol.TLS,
                List.of(listener, other)));

        assertThat(Explaining.explain(
                        rules.config(),
                        rules.table(),
                        new Question("GET", "https://a.example.com/", List.of(), "b.example.com", null)))
                .extracting(Verdict::result)
                .containsExactly("421 misdirected");
    }

    @Test
    void filtersThatWouldRunBeforeAreNamed() {
        var filters = new ListenerFilters(List.of(Configs.spring("Who", Map.of())));
        var listener =
                new Listener(new ListenerId("infra", "filtered", "it"), Hostname.ANY, List.of(), List.of(), filters);
        var socket = new ListenerSocket(
                new PortId("infra", "filtered", 80),
                List.of(new BindAddress("0.0.0.0", 8080)),
                SocketProtocol.HTTP,
                List.of(listener));

        assertThat(explain(serving(socket), "http://a.example.com/", null))
                .singleElement()
                .satisfies(verdict -> assertThat(verdict.listeners())
                        .singleElement()
                        .asString()
                        .endsWith("its filters run: SpringFilter test/who"));
    }

    @Test
    void serviceOfTheMeshIsMeantAsItsClientsNameIt() {
        assertThat(services("http://web.shop/", "app")).containsExactly("Service shop/web:80");
        assertThat(services("http://web.shop.svc.cluster.local/", null)).containsExactly("Service shop/web:80");
        assertThat(services("http://10.96.0.7/", "app")).containsExactly("Service shop/web:80");
        assertThat(services("http://web/", "shop")).containsExactly("Service shop/web:80");
        assertThat(services("http://web/", "app")).containsExactly("");
        assertThat(services("http://web.shop:81/", "app")).containsExactly("");
        assertThat(services("https://web.shop:80/", "app")).containsExactly("");
    }

    private static List<String> services(String url, @Nullable String from) {
        var service = new ParentId(ParentId.Kind.SERVICE, "shop", "web");
        var group = new Listener(new ListenerId(service, null, "80"), Hostname.ANY, List.of(), List.of());
        var port =
                new MeshPort(new PortId(service, 80), List.of("10.96.0.7"), FailureMode.OPEN, group, new TreeMap<>());
        return explain(serving(new GatewayConfig(1, List.of(), List.of(port), List.of())), url, from).stream()
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
        return explain(serving(socket), "https://a.example.com/", null)
                .getFirst()
                .listeners()
                .getFirst();
    }

    @Test
    void backendThatIsReachedByTlsIsNamedWithItsName() {
        var name = new SubjectName(SubjectName.Type.URI, "spiffe://example.com/echo");
        var shown = new Certificate("Secret infra/gateway", "", "");
        assertThat(stepsWithBackendBy(null)).containsExactly("Forward[test/echo:8080 weight 1]");
        assertThat(stepsWithBackendBy(new BackendTls("echo.example.com", List.of(name), Trust.WellKnown.SYSTEM, shown)))
                .containsExactly(
                        "Forward[test/echo:8080 weight 1]",
                        "TLS[test/echo:8080, server name echo.example.com, certificate for URI spiffe://example.com/echo,"
                                + " issued by System, showing Secret infra/gateway]");
    }

    private static List<String> stepsWithBackendBy(@Nullable BackendTls tls) {
        var backend = new Backend(Configs.BACKEND, BackendProtocol.HTTP, tls, List.of(), List.of());
        return ofOneRule(backend).getFirst().steps();
    }

    @Test
    void requestOnALoopIsSaidToBeOne() {
        var backend = new Backend(Configs.BACKEND, BackendProtocol.HTTP, List.of(), List.of());
        assertThat(ofOneRule(backend, Collections.nCopies(10, "Via: 1.1 sluice").toArray(String[]::new)))
                .extracting(Verdict::result)
                .containsExactly("508 loop_detected: came through gateways of this name 10 times");
    }

    private static List<Verdict> ofOneRule(Backend backend, String... headers) {
        GatewayConfig config = Configs.of(1, 8080, backend, Configs.route("all", "/"));
        var table = RouteTable.of(config, (_, _, _, _) -> "a rule");
        return Explaining.explain(
                config, table, new Question("GET", "http://a.example.com/", List.of(headers), null, null));
    }

    private static List<Verdict> explain(ServedRules rules, String url, @Nullable String from) {
        return Explaining.explain(rules.config(), rules.table(), new Question("GET", url, List.of(), null, from));
    }

    private static List<String> sockets(String url) {
        return explain(RULES, url, null).stream().map(Verdict::socket).toList();
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
