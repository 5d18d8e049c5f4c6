package dev.sluice.table;

import static dev.sluice.table.Configs.exact;
import static dev.sluice.table.Configs.header;
import static dev.sluice.table.Configs.listener;
import static dev.sluice.table.Configs.method;
import static dev.sluice.table.Configs.param;
import static dev.sluice.table.Configs.prefix;
import static dev.sluice.table.Configs.regex;
import static dev.sluice.table.Configs.route;
import static dev.sluice.table.Configs.table;
import static dev.sluice.table.Request.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.route.Route;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ExplanationTest {

    private static final List<String> ANY = List.of("");

    private static List<String> told(Explanation<String> explanation) {
        return explanation.matches().stream()
                .map(verdict -> verdict.candidate().target() + " " + verdict.outcome() + ": " + verdict.reason())
                .toList();
    }

    @Nested
    class OfListeners {

        private final PortTable<String> table =
                table(listener(""), listener("*.com"), listener("a.com", route("a", List.of("a.com"), prefix("/"))));

        @Test
        void tellTheChosenOneAndWhyNotTheOthers() {
            assertThat(table.explain(get("b.com", "/")).listeners())
                    .extracting(Explanation.ListenerVerdict::reason)
                    .containsExactly(
                            "host: b.com (expected: a.com)",
                            "the most specific hostname for this host: *.com",
                            "another Listener has a more specific hostname (this one has: *)");
        }

        @Test
        void tellNoMatchWhereNoListenerTakesTheHost() {
            Explanation<String> explanation =
                    table(listener("a.com", route("a", ANY, prefix("/")))).explain(get("x", "/"));

            assertThat(explanation.result()).isInstanceOf(Lookup.NoListener.class);
            assertThat(explanation.listeners())
                    .extracting(Explanation.ListenerVerdict::chosen)
                    .containsExactly(false);
            assertThat(explanation.matches()).isEmpty();
        }
    }

    @Nested
    class OfMatches {

        @Test
        void tellEachReasonFromTheNearest() {
            PortTable<String> table = table(
                    route("name", List.of("a.com"), exact("/x"), prefix("/y"), regex("/z+")),
                    route(
                            "any",
                            ANY,
                            method(exact("/x/y"), "POST"),
                            header(prefix("/x"), "env", "canary"),
                            param(prefix("/x"), "v", "2"),
                            prefix("/x"),
                            prefix("/")),
                    route("other", List.of("b.com"), prefix("/x")));

            assertThat(told(table.explain(get("a.com", "/x/y?v=1"))))
                    .containsExactly(
                            "default/name rule 2 CONDITION_UNMET: path: /x/y (expected: match of /z+)",
                            "default/any rule 0 CONDITION_UNMET: method: GET (expected: POST)",
                            "default/any rule 1 CONDITION_UNMET: header env: absent (expected: canary)",
                            "default/any rule 2 CONDITION_UNMET: query parameter v: 1 (expected: 2)",
                            "default/any rule 3 TAKEN: the strongest match that the request meets",
                            "default/any rule 4 OUTRANKED: the request meets a stronger match",
                            "default/name rule 0 OTHER_PATH: path: /x/y (expected: /x)",
                            "default/name rule 1 OTHER_PATH: path: /x/y (expected: prefix /y)",
                            "default/other rule 0 OTHER_HOSTNAME: host: a.com (expected: b.com)");
        }

        @Test
        void areLimitedToTheNearest() {
            Route[] routes = IntStream.range(0, 200)
                    .mapToObj(i -> route("r" + i, ANY, exact("/p/" + i)))
                    .toArray(Route[]::new);
            Explanation<String> explanation = table(routes).explain(get("h", "/p/150/x"));

            assertThat(explanation.matches()).hasSize(Explainer.LIMIT);
            assertThat(explanation.matches().getFirst().candidate().target()).isEqualTo("default/r150 rule 0");
            assertThat(explanation.omitted()).isEqualTo(200 - Explainer.LIMIT);
        }

        @Test
        void tellWhatWasTakenHoweverManyFailedBefore() {
            Route[] routes = IntStream.range(0, 200)
                    .mapToObj(i -> route("r" + i, ANY, i == 77 ? prefix("/") : header(prefix("/"), "x", "" + i)))
                    .toArray(Route[]::new);
            Explanation<String> explanation = table(routes).explain(get("h", "/"));

            assertThat(explanation.matches()).hasSize(Explainer.LIMIT + 1);
            assertThat(explanation.matches().getLast().outcome()).isEqualTo(Explanation.Outcome.TAKEN);
            assertThat(explanation.matches().getLast().candidate().target()).isEqualTo("default/r77 rule 0");
        }
    }
}
