package dev.sluice.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.GatewayConfig;
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
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.RouteHostname;
import dev.sluice.config.route.RouteId;
import dev.sluice.table.Lookup.Candidate;
import dev.sluice.table.StreamTable.Considered;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class StreamTableTest {

    private static final ListenerId ID = new ListenerId("infra", "edge", "it");
    private static final ParentId GATEWAY = new ParentId(ParentId.Kind.GATEWAY, "infra", "edge");

    private final AtomicInteger compiled = new AtomicInteger();

    private static Route route(String name, int age, String... hostnames) {
        List<RouteHostname> names = List.of(hostnames).stream()
                .map(it -> it.split("<"))
                .map(it -> new RouteHostname(new Hostname(it[0]), new Hostname(it[it.length - 1])))
                .toList();
        return new Route(new RouteId("TLSRoute", "shop", name), Instant.ofEpochSecond(1000 - age), names, List.of());
    }

    private static Listener listener(ListenerMode mode, Route... routes) {
        return new Listener(ID, Hostname.ANY, List.of(), null, List.of(routes), null, mode);
    }

    private static GatewayConfig config(SocketProtocol protocol, Listener... listeners) {
        var port = new PortId(GATEWAY, protocol.ip(), 5000);
        return new GatewayConfig(
                1,
                List.of(new ListenerSocket(
                        port, List.of(new BindAddress("127.0.0.1", 5000)), protocol, List.of(listeners))),
                List.of());
    }

    private StreamTable<String> table(Listener listener) {
        return next(StreamTable.empty(), listener);
    }

    private StreamTable<String> next(StreamTable<String> before, Listener listener) {
        return before.next(config(SocketProtocol.TLS, listener), (_, route) -> {
            compiled.incrementAndGet();
            return route.id().name();
        });
    }

    private static @Nullable String found(StreamTable<String> table, @Nullable String serverName) {
        return table.find(ID, ListenerMode.PASSTHROUGH, serverName);
    }

    @Nested
    class Precedence {

        @Test
        void exactIsBeforeTheMoreSpecificWildcardIsBeforeAny() {
            StreamTable<String> table = table(listener(
                    ListenerMode.PASSTHROUGH,
                    route("any", 9, ""),
                    route("com", 9, "*.com"),
                    route("example", 9, "*.example.com"),
                    route("exact", 0, "shop.example.com")));

            assertThat(found(table, "shop.example.com")).isEqualTo("exact");
            assertThat(found(table, "a.b.example.com")).isEqualTo("example");
            assertThat(found(table, "example.com")).isEqualTo("com");
            assertThat(found(table, "a.test")).isEqualTo("any");
            assertThat(found(table, null)).isEqualTo("any");
        }

        /** Both cover the same names of the Listener. */
        @Test
        void whatTheRouteItselfSaysIsBeforeAge() {
            StreamTable<String> table = table(listener(
                    ListenerMode.PASSTHROUGH,
                    route("old", 9, "shop.example.com<*.example.com"),
                    route("young", 0, "shop.example.com")));

            assertThat(found(table, "shop.example.com")).isEqualTo("young");
        }

        @Test
        void olderIsBeforeYoungerIsBeforeNames() {
            StreamTable<String> table = table(listener(
                    ListenerMode.PASSTHROUGH,
                    route("a", 1, "shop.example.com"),
                    route("c", 2, "shop.example.com"),
                    route("b", 2, "shop.example.com")));

            assertThat(found(table, "shop.example.com")).isEqualTo("b");
        }

        @Test
        void withoutServerNameOnlyARouteForAllTakesIt() {
            assertThat(found(table(listener(ListenerMode.PASSTHROUGH, route("r", 0, "*.example.com"))), null))
                    .isNull();
        }
    }

    @Test
    void listenerOfAnotherModeTakesNothing() {
        StreamTable<String> table = table(listener(ListenerMode.STREAM, route("r", 0, "")));

        assertThat(table.find(ID, ListenerMode.STREAM, null)).isEqualTo("r");
        assertThat(table.find(ID, ListenerMode.PASSTHROUGH, null)).isNull();
        assertThat(table(listener(ListenerMode.HTTP, route("r", 0, ""))).find(ID, ListenerMode.HTTP, null))
                .isNull();
    }

    @Test
    void equalListenerIsNotCompiledAgain() {
        StreamTable<String> first = table(listener(ListenerMode.STREAM, route("r", 0, "")));
        StreamTable<String> second = next(first, listener(ListenerMode.STREAM, route("r", 0, "")));
        assertThat(compiled).hasValue(1);

        next(second, listener(ListenerMode.STREAM, route("r", 1, "")));
        assertThat(compiled).hasValue(2);
    }

    @Test
    void socketsWithoutNamesHaveOneListenerForEachProtocol() {
        Listener udp = listener(ListenerMode.STREAM, route("r", 0, ""));
        StreamTable<String> table = StreamTable.<String>empty()
                .next(config(SocketProtocol.UDP, udp), (_, route) -> route.id().name());

        assertThat(table.listener(new PortId(GATEWAY, IpProtocol.UDP, 5000))).isEqualTo(udp);
        assertThat(table.listener(new PortId(GATEWAY, IpProtocol.TCP, 5000))).isNull();
        assertThat(table(udp).listener(new PortId(GATEWAY, IpProtocol.TCP, 5000)))
                .as("of a TLS socket only the server name says which")
                .isNull();
    }

    /** By a connection whose TLS was for another Listener: RFC 9110, section 15.5.20. */
    @Test
    void hostnameOfAPassthroughListenerIsMisdirectedOnConnectionsOfOthers() {
        Listener passing = new Listener(
                ID,
                new Hostname("shop.example.com"),
                List.of(),
                null,
                List.of(Configs.route("r", List.of("shop.example.com"), RouteMatch.EVERYTHING)),
                null,
                ListenerMode.PASSTHROUGH);
        Listener https = Configs.listener("", Configs.route("web", List.of(""), RouteMatch.EVERYTHING));
        RouteTable<String> table =
                RouteTable.of(config(SocketProtocol.TLS, https, passing), (port, listener, route, rule) -> {
                    assertThat(listener).isEqualTo(https);
                    return Configs.name(rule);
                });
        PortTable<String> port = Configs.at(new PortId(GATEWAY, 5000), table);

        assertThat(port.find(Request.get("shop.example.com", "/").over("www.example.com")))
                .isInstanceOf(Lookup.Misdirected.class);
        assertThat(port.find(Request.get("www.example.com", "/").over("www.example.com")))
                .isInstanceOf(Lookup.Found.class);
        assertThat(table.candidates()).extracting(Candidate::target).containsExactly("default/web rule 0");
    }

    /** For people the same as for connections. */
    @Test
    void explanationTakesWhatIsFound() {
        Listener listener = listener(
                ListenerMode.PASSTHROUGH,
                route("any", 9, ""),
                route("old", 9, "*.example.com"),
                route("young", 1, "*.example.com"),
                route("exact", 0, "shop.example.com"));
        StreamTable<String> table = table(listener);

        for (String name : new String[] {"shop.example.com", "cart.example.com", "a.test", null}) {
            assertThat(StreamTable.explain(listener, name))
                    .filteredOn(Considered::taken)
                    .extracting(it -> it.route().id().name())
                    .as(name)
                    .containsExactly(found(table, name));
        }
        assertThat(StreamTable.explain(listener, "cart.example.com"))
                .extracting(Considered::reason)
                .containsExactly(
                        "server name: cart.example.com (expected: shop.example.com)",
                        "the most specific hostname",
                        "TLSRoute shop/old is older, or before it by name",
                        "TLSRoute shop/old has a more specific hostname");
    }
}
