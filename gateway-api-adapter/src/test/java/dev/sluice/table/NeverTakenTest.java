package dev.sluice.table;

import static dev.sluice.table.Configs.SOCKET;
import static dev.sluice.table.Configs.config;
import static dev.sluice.table.Configs.exact;
import static dev.sluice.table.Configs.header;
import static dev.sluice.table.Configs.listener;
import static dev.sluice.table.Configs.method;
import static dev.sluice.table.Configs.prefix;
import static dev.sluice.table.Configs.route;
import static dev.sluice.table.Configs.socket;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.listener.Listener;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class NeverTakenTest {

    private static final List<String> ANY = List.of("");

    private static List<String> of(Listener... listeners) {
        return RouteTable.of(config(socket(SOCKET, listeners)), Configs.NAMES).neverTaken().stream()
                .map(NeverTaken::toString)
                .toList();
    }

    @Nested
    class AnEqualMatch {

        @Test
        void isNamedWithTheOneThatComesFirst() {
            assertThat(of(listener("", route("one", ANY, prefix("/a")), route("two", ANY, prefix("/a")))))
                    .singleElement()
                    .asString()
                    .contains("two: spec.rules[0].matches[0]: no request can take it, because ", "one rule 0 has")
                    .endsWith("comes first; remove one of the two, or let them differ");
        }

        @Test
        void ofOneRouteIsNamedToo() {
            assertThat(of(listener("", route("one", ANY, exact("/a"), prefix("/b"), exact("/a")))))
                    .singleElement()
                    .asString()
                    .contains("one: spec.rules[2].matches[0]");
        }

        @Test
        void mayDifferInATrailingSlashOrTheOrderOfHeaders() {
            var one = header(header(prefix("/a"), "x", "1"), "y", "2");
            var two = header(header(prefix("/a/"), "y", "2"), "x", "1");

            assertThat(of(listener("", route("one", ANY, one), route("two", ANY, two))))
                    .hasSize(1);
        }

        @Test
        void isTakenWhereAHostnameIsItsOwn() {
            assertThat(of(listener(
                            "",
                            route("one", List.of("a.example.com"), prefix("/")),
                            route("two", List.of("a.example.com", "b.example.com"), prefix("/")))))
                    .isEmpty();
        }

        @Test
        void isTakenWhereAListenerIsItsOwn() {
            var two = route("two", ANY, prefix("/"));

            assertThat(of(listener("", route("one", ANY, prefix("/")), two), listener("b.example.com", two)))
                    .isEmpty();
        }
    }

    @Nested
    class ADifferentMatch {

        @Test
        void isTaken() {
            assertThat(of(listener(
                            "",
                            route("one", ANY, prefix("/a")),
                            route("two", ANY, exact("/a")),
                            route("three", ANY, method(prefix("/a"), "GET")),
                            route("four", ANY, header(prefix("/a"), "x", "1")),
                            route("five", ANY, prefix("/")))))
                    .isEmpty();
        }
    }
}
