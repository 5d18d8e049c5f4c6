package dev.sluice.table;

import static dev.sluice.table.Configs.SOCKET;
import static dev.sluice.table.Configs.at;
import static dev.sluice.table.Configs.config;
import static dev.sluice.table.Configs.listener;
import static dev.sluice.table.Configs.param;
import static dev.sluice.table.Configs.prefix;
import static dev.sluice.table.Configs.route;
import static dev.sluice.table.Configs.socket;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A table that follows others is what one from nothing is, and renews only what is another. */
class RenewedTableTest {

    private static final List<String> HOSTNAMES = List.of("", "*.com", "a.com", "b.com", "*.b.com", "x.b.com");
    private static final List<String> PATHS = List.of("/", "/a", "/b", "/a/b");

    private final Random random = new Random(20);
    private int compiled;
    private final RuleCompiler<String> compiler = new RuleCompiler<>() {
        @Override
        public String compile(PortId port, Listener listener, Route route, Rule rule) {
            compiled++;
            return Configs.name(rule);
        }

        @Override
        public boolean hasProblem(String compiled) {
            return compiled.contains("r3");
        }
    };

    private RouteTable<String> next(Collection<Route> routes, RouteTable<String> before) {
        return RouteTable.of(config(socket(SOCKET, listener("", routes.toArray(Route[]::new)))), compiler, before);
    }

    private static <T> T any(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    private Route some(String name) {
        List<String> hostnames = IntStream.range(0, 1 + random.nextInt(2))
                .mapToObj(_ -> any(HOSTNAMES, random))
                .toList();
        RouteMatch match = prefix(any(PATHS, random));
        return route(
                name, hostnames, random.nextInt(8) == 0 ? param(match, "q", "1") : match, prefix(any(PATHS, random)));
    }

    private static List<Object> answers(RouteTable<String> table) {
        List<Object> answers = new ArrayList<>();
        for (String host : List.of("a.com", "b.com", "x.b.com", "y.b.com", "other", "c.com")) {
            for (String path : List.of("/", "/a", "/b", "/a/b/c", "/a?q=1")) {
                answers.add(
                        switch (at(SOCKET, table).find(Request.get(host, path))) {
                            case Lookup.Found<String> found -> found.candidate();
                            case Lookup<String> none -> none.getClass();
                        });
            }
        }
        return answers;
    }

    private static void assertSame(RouteTable<String> renewed, RouteTable<String> fresh) {
        assertThat(renewed.candidates()).isEqualTo(fresh.candidates());
        assertThat(renewed.neverTaken()).isEqualTo(fresh.neverTaken());
        assertThat(renewed.hasProblem()).isEqualTo(fresh.hasProblem());
        assertThat(answers(renewed)).isEqualTo(answers(fresh));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isThatOfNothing(boolean sorted) {
        var routes = new TreeMap<String, Route>();
        RouteTable<String> renewed = RouteTable.of(config(), compiler);
        for (int change = 0; change < 500; change++) {
            for (int of = random.nextInt(3); of >= 0; of--) {
                String name = "r" + random.nextInt(12);
                if (random.nextBoolean()) {
                    routes.put(name, some(name));
                } else {
                    routes.remove(name);
                }
            }
            List<Route> ordered = new ArrayList<>(routes.values());
            if (!sorted) {
                Collections.shuffle(ordered, random);
            }
            renewed = next(ordered, renewed);
            assertSame(renewed, next(ordered, RouteTable.of(config(), compiler)));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void compilesARouteOnceWhateverTheOrder(boolean sorted) {
        List<Route> routes = new ArrayList<>(IntStream.range(0, 20)
                .mapToObj(number -> route("r" + number, List.of("h" + number + ".com"), prefix("/")))
                .toList());
        RouteTable<String> table = next(routes, RouteTable.of(config(), compiler));
        compiled = 0;
        for (int change = 0; change < 5; change++) {
            if (!sorted) {
                Collections.shuffle(routes, random);
            }
            table = next(routes, table);
        }

        assertThat(compiled).isZero();
    }

    @Test
    @SuppressWarnings("ReferenceEquality") // The very index is meant.
    void makesTheIndexOfOneHostnameForOneRouteMore() {
        var routes = new TreeMap<String, Route>();
        for (int number = 0; number < 3_000; number++) {
            String name = "route-" + number;
            routes.put(name, route(name, List.of(name + ".com"), prefix("/"), prefix("/a")));
        }
        RouteTable<String> before = next(routes.values(), RouteTable.of(config(), compiler));
        compiled = 0;
        routes.put("route-1500x", route("route-1500x", List.of("one.more.com"), prefix("/")));
        RouteTable<String> after = next(routes.values(), before);

        assertThat(compiled).isEqualTo(1);
        long made = IntStream.range(0, 3_000)
                .filter(number -> at(SOCKET, before).find(Request.get("route-" + number + ".com", "/"))
                        != at(SOCKET, after).find(Request.get("route-" + number + ".com", "/")))
                .count();
        assertThat(made).isZero();
        assertThat(at(SOCKET, after).find(Request.get("one.more.com", "/"))).isInstanceOf(Lookup.Found.class);
    }
}
