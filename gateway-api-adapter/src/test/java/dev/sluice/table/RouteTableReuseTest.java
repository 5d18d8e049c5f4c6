package dev.sluice.table;

import static dev.sluice.table.Configs.SOCKET;
import static dev.sluice.table.Configs.at;
import static dev.sluice.table.Configs.config;
import static dev.sluice.table.Configs.exact;
import static dev.sluice.table.Configs.listener;
import static dev.sluice.table.Configs.prefix;
import static dev.sluice.table.Configs.route;
import static dev.sluice.table.Configs.socket;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.config.route.Route;
import dev.sluice.config.tls.Certificate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteTableReuseTest {

    private static final List<String> ANY = List.of("");

    private final List<String> compiled = new ArrayList<>();

    private final RuleCompiler<String> compiler = (socket, listener, route, rule) -> {
        String name = listener.id().name() + " " + Configs.name(rule);
        compiled.add(name);
        return name;
    };

    private final Listener any = listener("", route("a", ANY, prefix("/")), route("b", ANY, prefix("/b")));
    private final Listener named = listener("a.com", route("a", List.of("a.com"), prefix("/")));
    private final RouteTable<String> first = RouteTable.of(config(socket(SOCKET, any, named)), compiler);

    private RouteTable<String> next(GatewayConfig config) {
        compiled.clear();
        return RouteTable.of(config, compiler, first);
    }

    private static Lookup<String> find(RouteTable<String> table, String host, String path) {
        return at(SOCKET, table).find(Request.get(host, path));
    }

    @Test
    void everyRuleIsCompiledOnceOnEachListener() {
        assertThat(compiled)
                .containsExactlyInAnyOrder("any default/a rule 0", "any default/b rule 0", "a.com default/a rule 0");
    }

    @Test
    void equalConfigurationCompilesNothing() {
        RouteTable<String> next = next(config(socket(SOCKET, any, named)));

        assertThat(compiled).isEmpty();
        assertThat(find(next, "x", "/b")).isSameAs(find(first, "x", "/b"));
    }

    @Test
    void onlyTheChangedRouteIsCompiledAgain() {
        Listener changed = listener("", route("a", ANY, prefix("/")), route("b", ANY, exact("/c"), prefix("/d")));
        RouteTable<String> next = next(config(socket(SOCKET, changed, named)));

        assertThat(compiled).containsExactly("any default/b rule 0", "any default/b rule 1");
        assertThat(find(next, "x", "/c"))
                .isInstanceOfSatisfying(
                        Lookup.Found.class,
                        found -> assertThat(found.candidate())
                                .isEqualTo(new Lookup.Candidate<>(
                                        changed.id(),
                                        changed.routes().get(1),
                                        changed.routes().get(1).rules().getFirst(),
                                        exact("/c"),
                                        "any default/b rule 0")));
        assertThat(find(next, "a.com", "/")).isSameAs(find(first, "a.com", "/"));
    }

    @Test
    void keptRuleTellsTheListenerOfItsOwnTable() {
        Listener shorter = listener("", route("a", ANY, prefix("/")));
        RouteTable<String> next = next(config(socket(SOCKET, shorter, named)));

        assertThat(compiled).isEmpty();
        assertThat(find(next, "x", "/b"))
                .isInstanceOfSatisfying(
                        Lookup.Found.class,
                        found -> assertThat(found.candidate().listener()).isEqualTo(shorter.id()));
    }

    @Test
    void hostnameWhoseRoutesAreTheSameKeepsItsIndex() {
        Route kept = route("a", List.of("a.com"), prefix("/"));
        RouteTable<String> before = next(config(socket(SOCKET, listener("", kept, route("b", ANY, prefix("/"))))));
        RouteTable<String> next = RouteTable.of(
                config(socket(SOCKET, listener("", kept, route("b", ANY, prefix("/b"))))), Configs.NAMES, before);

        assertThat(find(next, "a.com", "/")).isSameAs(find(before, "a.com", "/"));
        assertThat(find(next, "x", "/")).isInstanceOf(Lookup.NoRule.class);
        assertThat(find(next, "x", "/b")).isInstanceOf(Lookup.Found.class);
    }

    @Test
    void hostnameThatLosesARouteForgetsIt() {
        Route kept = route("a", List.of("a.com"), prefix("/"));
        Route gone = route("b", List.of("a.com"), prefix("/b"));
        RouteTable<String> before = next(config(socket(SOCKET, listener("", kept, gone))));
        RouteTable<String> next = RouteTable.of(config(socket(SOCKET, listener("", gone))), Configs.NAMES, before);

        assertThat(find(next, "a.com", "/")).isInstanceOf(Lookup.NoRule.class);
        assertThat(find(next, "a.com", "/b")).isInstanceOf(Lookup.Found.class);
    }

    @Test
    void previousTableStaysAsItIs() {
        next(config(socket(SOCKET, listener("", route("z", ANY, prefix("/z"))))));

        assertThat(find(first, "x", "/b")).isInstanceOf(Lookup.Found.class);
        assertThat(find(first, "x", "/z"))
                .isInstanceOfSatisfying(
                        Lookup.Found.class,
                        found -> assertThat(found.candidate().target()).isEqualTo("any default/a rule 0"));
    }

    @Test
    void rotatedCertificateCompilesNothing() {
        Listener rotated =
                new Listener(any.id(), any.hostname(), List.of(new Certificate("s", "c", "k")), any.routes());
        next(config(socket(SOCKET, rotated, named)));

        assertThat(compiled).isEmpty();
    }

    @Test
    void changedSocketCompilesEveryRule() {
        ListenerSocket moved = new ListenerSocket(
                SOCKET, List.of(new BindAddress("127.0.0.1", 1)), SocketProtocol.HTTP, List.of(any, named));
        next(config(moved));

        assertThat(compiled).hasSize(3);
    }

    @Test
    void changedHostnameCompilesTheRulesOfTheListener() {
        Listener renamed = new Listener(named.id(), any.hostname(), List.of(), named.routes());
        next(config(socket(SOCKET, renamed)));

        assertThat(compiled).containsExactly("a.com default/a rule 0");
    }

    @Test
    void ruleOfAnotherSocketIsNotTaken() {
        next(config(socket(new PortId("infra", "other", 80), any)));

        assertThat(compiled).hasSize(2);
    }

    @Test
    void candidatesAreEachThereOnceStrongerBeforeWeaker() {
        Listener wild = listener(
                "*.com",
                route("r", List.of("*.com", "a.com"), prefix("/"), exact("/x")),
                route("s", List.of("*.com"), prefix("/long")));
        RouteTable<String> table = RouteTable.of(config(socket(SOCKET, any, wild)), compiler);

        assertThat(table.candidates())
                .extracting(Lookup.Candidate::target)
                .containsExactly(
                        "*.com default/r rule 1",
                        "*.com default/r rule 0",
                        "*.com default/s rule 0",
                        "any default/b rule 0",
                        "any default/a rule 0");
    }
}
