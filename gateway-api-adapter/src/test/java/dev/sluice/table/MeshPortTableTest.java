package dev.sluice.table;

import static dev.sluice.table.Configs.NAMES;
import static dev.sluice.table.Configs.prefix;
import static dev.sluice.table.Configs.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ParentId;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.mesh.FailureMode;
import dev.sluice.config.mesh.MeshPort;
import dev.sluice.config.route.Route;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MeshPortTableTest {

    private static final ParentId SERVICE = new ParentId(ParentId.Kind.SERVICE, "shop", "web");
    private static final PortId PORT = new PortId(SERVICE, 80);

    private static final Route PRODUCER = route("shop", "producer", List.of(""), Instant.EPOCH, prefix("/"));
    private static final Route CONSUMER = route("app", "consumer", List.of(""), Instant.EPOCH, prefix("/only"));

    @Test
    void clientWithRoutesOfItsOwnSeesOnlyThose() {
        var table = table(PRODUCER, Map.of("app", CONSUMER));

        assertThat(taken(table, "/only", "app")).isEqualTo("app/consumer rule 0");
        assertThat(taken(table, "/else", "app")).isEqualTo("no rule");
    }

    @Test
    void otherClientsSeeTheProducersRoutes() {
        var table = table(PRODUCER, Map.of("app", CONSUMER));

        assertThat(taken(table, "/only", "shop")).isEqualTo("shop/producer rule 0");
        assertThat(taken(table, "/only", "other")).isEqualTo("shop/producer rule 0");
        assertThat(taken(table, "/only", null)).isEqualTo("shop/producer rule 0");
    }

    @Test
    void routesOfANamespaceNeverActOnClientsOfAnother() {
        var table = table(null, Map.of("app", CONSUMER));

        assertThat(taken(table, "/only", "other")).isEqualTo("no group");
        assertThat(taken(table, "/only", null)).isEqualTo("no group");
    }

    @Test
    void hostDoesNotMatter() {
        var table = table(PRODUCER, Map.of());

        assertThat(taken(table, Request.get("", "/"))).isEqualTo("shop/producer rule 0");
        assertThat(taken(table, Request.get("other.example.com", "/"))).isEqualTo("shop/producer rule 0");
    }

    @Test
    void explanationSaysWhoseRoutesTheClientHas() {
        var explanation = table(PRODUCER, Map.of("app", CONSUMER))
                .explain(Request.get("web", "/only").from("app"));

        assertThat(explanation.listeners())
                .extracting(it -> it.chosen() + " " + it.reason())
                .containsExactly(
                        "false the client's namespace, app, has routes of its own",
                        "true routes of the client's namespace, app");
        assertThat(explanation.result()).isInstanceOf(Lookup.Found.class);
    }

    @Test
    void equalGroupIsTakenOver() {
        RuleCompiler<Object> compiler = (_, _, _, _) -> new Object();
        var first = RouteTable.of(config(PRODUCER, Map.of("app", CONSUMER)), compiler);
        var second = RouteTable.of(config(PRODUCER, Map.of()), compiler, first);

        assertThat(target(second)).isSameAs(target(first));
    }

    private static Object target(RouteTable<Object> table) {
        return table.candidates().getFirst().target();
    }

    private static String taken(PortTable<String> table, String path, @Nullable String namespace) {
        return taken(table, Request.get("web", path).from(namespace));
    }

    private static String taken(PortTable<String> table, Request request) {
        return switch (table.find(request)) {
            case Lookup.Found<String>(var candidate) -> candidate.target();
            case Lookup.NoRule<String> _ -> "no rule";
            case Lookup.NoListener<String> _ -> "no group";
            case Lookup.Misdirected<String> _, Lookup.Failed<String> _ -> "unexpected";
        };
    }

    private static PortTable<String> table(@Nullable Route producer, Map<String, Route> consumers) {
        return Configs.at(PORT, RouteTable.of(config(producer, consumers), NAMES));
    }

    private static GatewayConfig config(@Nullable Route producer, Map<String, Route> consumers) {
        var groups = new TreeMap<String, Listener>();
        consumers.forEach((namespace, route) -> groups.put(namespace, group("80/" + namespace, route)));
        var port = new MeshPort(
                PORT, List.of("10.96.0.7"), FailureMode.OPEN, producer == null ? null : group("80", producer), groups);
        return new GatewayConfig(1, List.of(), List.of(port), List.of());
    }

    private static Listener group(String name, Route route) {
        return new Listener(new ListenerId(SERVICE, null, name), Hostname.ANY, List.of(), List.of(route));
    }
}
