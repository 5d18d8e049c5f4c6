package dev.sluice.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ParentId;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.mesh.FailureMode;
import dev.sluice.config.mesh.MeshPort;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.RouteHostname;
import dev.sluice.config.route.RouteId;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleAction;
import dev.sluice.config.route.RuleId;
import dev.sluice.config.route.Timeouts;
import dev.sluice.config.route.WeightedBackend;
import dev.sluice.graph.Graph;
import dev.sluice.graph.mesh.MeshReach;
import dev.sluice.mesh.KeptForBoot;
import dev.sluice.pipeline.PipelineState;
import dev.sluice.publish.Served;
import dev.sluice.publish.Served.SocketState;
import dev.sluice.resource.ClusterState;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServedMeshTest {

    private static final ParentId SERVICE = new ParentId(ParentId.Kind.SERVICE, "shop", "web");
    private static final PortId PORT = new PortId(SERVICE, 80);
    private static final BackendId BACKEND = new BackendId("shop", "web", 80, BackendId.Use.HTTP);

    private static final GatewayConfig CONFIG = new GatewayConfig(
            3,
            List.of(),
            List.of(new MeshPort(
                    PORT,
                    List.of("10.96.0.7", "fd96::7"),
                    FailureMode.CLOSED,
                    group("80", "shop"),
                    new TreeMap<>(Map.of("app", group("80/app", "app"))))),
            List.of(new Backend(
                    BACKEND, BackendProtocol.HTTP, null, List.of(new Endpoint("10.1.0.1", 8080)), List.of())));

    @Test
    void portIsListedWithWhoseRoutesItHas() {
        var open = new SocketState.Open(List.of(new BindAddress("10.0.0.1", 15006)));

        assertThat(ServedMesh.of(state(open), null))
                .isEqualTo(new ServedMesh(
                        3,
                        List.of(new ServedMesh.Port(
                                "shop/web",
                                80,
                                List.of("10.96.0.7", "fd96::7"),
                                "closed",
                                true,
                                null,
                                List.of(
                                        new ServedMesh.Group(null, List.of("HTTPRoute shop/r")),
                                        new ServedMesh.Group("app", List.of("HTTPRoute app/r"))))),
                        null,
                        null));
    }

    @Test
    void nodesAreNamedWhereTheyAreKnown() {
        var reach = new MeshReach(List.of("a", "c"), List.of("b"));
        var graph = new Graph(
                List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), reach);
        var state = new PipelineState(
                ClusterState.EMPTY, graph, CONFIG, new Served(3, Map.of()), List.of(), List.of(), null);

        assertThat(ServedMesh.of(state, null).nodes()).isEqualTo(new ServedMesh.Nodes(List.of("a", "c"), List.of("b")));
    }

    @Test
    void keptPortsAreSaidWithWhatTheNodeDidWithThem() {
        var kept = new KeptForBoot(Path.of("/var/lib/x.nft"), 2, KeptForBoot.LastBoot.NOT_LOADED, "permission denied");

        assertThat(ServedMesh.of(state(null), kept).keptForBoot())
                .isEqualTo(new ServedMesh.Kept("/var/lib/x.nft", 2, "not loaded", "permission denied"));
    }

    @Test
    void portWhoseTrafficDoesNotComeSaysWhy() {
        assertThat(message(new SocketState.Closed("nft is missing"))).isEqualTo("nft is missing");
        assertThat(message(new SocketState.Outdated(List.of(), "a bug"))).isEqualTo("a bug");
        assertThat(message(null)).isEqualTo("not served yet");
    }

    @Test
    void configurationHasTheServiceWhereGatewaysAre() {
        var config = ServedConfig.of(CONFIG, new Page.Wish(null, null, 500));

        assertThat(config.sockets()).singleElement().satisfies(socket -> {
            assertThat(socket.source()).isEqualTo("Service shop/web");
            assertThat(socket.addresses()).containsExactly("10.96.0.7:80", "[fd96::7]:80");
            assertThat(socket.listeners())
                    .extracting(ServedConfig.Listener::source)
                    .containsExactly("Service shop/web listener 80", "Service shop/web listener 80/app");
        });
        assertThat(config.backends())
                .extracting(ServedConfig.Endpoints::endpoints)
                .containsExactly(List.of("10.1.0.1:8080"));
        assertThat(ServedConfig.of(CONFIG, new Page.Wish("shop/edge", null, 500))
                        .sockets())
                .isEmpty();
    }

    private static @Nullable String message(@Nullable SocketState state) {
        var port = ServedMesh.of(state(state), null).ports().getFirst();
        assertThat(port.steered()).isFalse();
        return port.message();
    }

    private static PipelineState state(@Nullable SocketState state) {
        var served = new Served(3, state == null ? Map.of() : Map.of(PORT, state));
        return new PipelineState(ClusterState.EMPTY, Graph.EMPTY, CONFIG, served, List.of(), List.of(), null);
    }

    private static Listener group(String name, String namespace) {
        var id = new RouteId("HTTPRoute", namespace, "r");
        var share = new WeightedBackend(1, new WeightedBackend.Target.Resolved(BACKEND), List.of());
        var rule = new Rule(
                new RuleId(id, 0),
                null,
                List.of(RouteMatch.EVERYTHING),
                List.of(),
                Timeouts.UNSET,
                null,
                new RuleAction.Forward(List.of(share)));
        var route = new Route(id, Instant.EPOCH, List.of(new RouteHostname(Hostname.ANY, Hostname.ANY)), List.of(rule));
        return new Listener(new ListenerId(SERVICE, null, name), Hostname.ANY, List.of(), List.of(route));
    }
}
