package dev.sluice.table;

import static dev.sluice.table.Configs.NAMES;
import static dev.sluice.table.Configs.SOCKET;
import static dev.sluice.table.Configs.at;
import static dev.sluice.table.Configs.config;
import static dev.sluice.table.Configs.exact;
import static dev.sluice.table.Configs.header;
import static dev.sluice.table.Configs.listener;
import static dev.sluice.table.Configs.method;
import static dev.sluice.table.Configs.param;
import static dev.sluice.table.Configs.prefix;
import static dev.sluice.table.Configs.regex;
import static dev.sluice.table.Configs.route;
import static dev.sluice.table.Configs.socket;
import static dev.sluice.table.Configs.table;
import static dev.sluice.table.Request.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.ClientValidation;
import dev.sluice.config.listener.ClientValidation.Mode;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.config.match.HeaderMatch;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.match.QueryParamMatch;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.match.ValueMatch;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.RouteHostname;
import dev.sluice.config.route.RouteId;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleId;
import dev.sluice.config.tls.Trust;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {

    private static final List<String> ANY = List.of("");

    private static String taken(PortTable<String> table, RequestHead head) {
        return switch (table.find(head)) {
            case Lookup.NoListener<String> none -> "no Listener";
            case Lookup.Misdirected<String> misdirected ->
                "misdirected: " + misdirected.listener().hostname();
            case Lookup.NoRule<String> none -> "no rule";
            case Lookup.Failed<String> failed -> "failed: " + Configs.name(failed.rule());
            case Lookup.Found<String>(Lookup.Candidate<String> candidate) -> candidate.target();
        };
    }

    @Nested
    class Connections {

        private final Listener[] listeners = {
            listener("", route("any", ANY, prefix("/"))),
            listener("*.example.com", route("wild", ANY, prefix("/"))),
            listener("a.example.com", route("a", ANY, prefix("/")))
        };
        private final PortTable<String> https = at(
                SOCKET,
                RouteTable.of(
                        config(new ListenerSocket(
                                SOCKET,
                                List.of(new BindAddress("0.0.0.0", 8443)),
                                SocketProtocol.TLS,
                                List.of(listeners))),
                        NAMES));

        @ParameterizedTest
        @CsvSource(textBlock = """
                        a.example.com, a.example.com, default/a rule 0
                        b.example.com, c.example.com, default/wild rule 0
                        x.test,        y.test,        default/any rule 0
                                     , y.test,        default/any rule 0
                                     , a.example.com, misdirected: a.example.com
                        x.test,        a.example.com, misdirected: a.example.com
                        b.example.com, a.example.com, misdirected: a.example.com
                        a.example.com, b.example.com, misdirected: *.example.com
                        a.example.com, y.test,        misdirected: *
                        """)
        void ofAnotherListenerAreMisdirected(@Nullable String serverName, String host, String expected) {
            assertThat(taken(https, get(host, "/").over(serverName))).isEqualTo(expected);
        }

        @ParameterizedTest
        @CsvSource({"a.example.com, a.example.com, true", "x.test, a.example.com, false", "a.example.com, y.test, false"
        })
        void ofAnotherListenerEnterNone(String serverName, String host, boolean entered) {
            assertThat(https.entered(get(host, "/").over(serverName)) != null).isEqualTo(entered);
        }

        /** Its certificate was judged by others' issuers, or was not asked for. */
        @ParameterizedTest
        @CsvSource(textBlock = """
                        required, required, default/a rule 0
                        required, fallback, misdirected: a.example.com
                        required, other,    misdirected: a.example.com
                        required,         , misdirected: a.example.com
                        fallback, required, misdirected: a.example.com
                                , required, misdirected: a.example.com
                                ,         , default/a rule 0
                        """)
        void thatWereAskedForSomethingElseAreMisdirected(
                @Nullable String asks, @Nullable String asked, String expected) {
            var listener = new Listener(
                    new ListenerId("infra", "edge", "a"),
                    new Hostname("a.example.com"),
                    List.of(),
                    validation(asks),
                    List.of(route("a", ANY, prefix("/"))),
                    null);
            PortTable<String> table = at(
                    SOCKET,
                    RouteTable.of(
                            config(new ListenerSocket(
                                    SOCKET,
                                    List.of(new BindAddress("0.0.0.0", 8443)),
                                    SocketProtocol.TLS,
                                    List.of(listener))),
                            NAMES));
            Request request = get("a.example.com", "/").over("a.example.com").judgedBy(validation(asked));

            assertThat(taken(table, request)).isEqualTo(expected);
            assertThat(table.entered(request) == null).isEqualTo(expected.startsWith("misdirected"));
        }

        private static @Nullable ClientValidation validation(@Nullable String name) {
            if (name == null) {
                return null;
            }
            var trust = new Trust.Anchors("ConfigMap default/ca", name.equals("other") ? "other" : "ours");
            return new ClientValidation(trust, name.equals("fallback") ? Mode.INSECURE_FALLBACK : Mode.REQUIRED);
        }

        @Test
        void withoutTlsBelongToEveryListener() {
            assertThat(taken(table(listeners), get("a.example.com", "/").over("x.test")))
                    .isEqualTo("default/a rule 0");
        }

        @Test
        void ofAnotherListenerAreExplained() {
            var explanation = https.explain(get("a.example.com", "/").over("x.test"));

            assertThat(explanation.result()).isInstanceOf(Lookup.Misdirected.class);
            assertThat(explanation.listeners().getFirst().chosen()).isFalse();
            assertThat(explanation.listeners().getFirst().reason())
                    .isEqualTo("the host is its, but TLS server name x.test is not (expected: a.example.com)");
            assertThat(explanation.matches()).isEmpty();
        }
    }

    @Nested
    class Sockets {

        @Test
        void unknownSocketHasNoTable() {
            assertThat(RouteTable.of(config(socket(SOCKET, listener(""))), NAMES)
                            .port(new PortId("infra", "edge", 81)))
                    .isNull();
        }

        @Test
        void routeIsNotReachableThroughAnotherPort() {
            PortId other = new PortId("infra", "edge", 81);
            RouteTable<String> table = RouteTable.of(
                    config(
                            socket(SOCKET, listener("", route("a", ANY, prefix("/a")))),
                            socket(other, listener("", route("b", ANY, prefix("/b"))))),
                    NAMES);

            assertThat(taken(at(SOCKET, table), get("x", "/a"))).isEqualTo("default/a rule 0");
            assertThat(taken(at(SOCKET, table), get("x", "/b"))).isEqualTo("no rule");
        }
    }

    @Nested
    class Listeners {

        private final PortTable<String> table = table(
                listener("", route("any", ANY, prefix("/"))),
                listener("*.com", route("com", List.of("*.com"), prefix("/"))),
                listener("*.example.com", route("wild", List.of("*.example.com"), prefix("/only-wild"))),
                listener("a.example.com", route("a", List.of("a.example.com"), prefix("/only-a"))));

        @ParameterizedTest
        @CsvSource({
            "a.example.com,   /only-a,    default/a rule 0",
            "b.example.com,   /only-wild, default/wild rule 0",
            "c.b.example.com, /only-wild, default/wild rule 0",
            "example.com,     /,          default/com rule 0",
            "com,             /,          default/any rule 0",
            ".com,            /,          default/any rule 0",
            "'',              /,          default/any rule 0",
            "127.0.0.1,       /,          default/any rule 0",
            "[::1],           /,          default/any rule 0",
        })
        void mostSpecificHostnameTakesTheRequest(String host, String path, String rule) {
            assertThat(taken(table, get(host, path))).isEqualTo(rule);
        }

        @ParameterizedTest
        @CsvSource({"a.example.com, /only-wild", "a.example.com, /", "b.example.com, /"})
        void requestIsNeverLeftToAWiderListener(String host, String path) {
            assertThat(taken(table, get(host, path))).isEqualTo("no rule");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "b.com", "a.com.evil", "xa.com", "com", "A.com"})
        void hostOfNoListenerMeetsNothing(String host) {
            assertThat(taken(table(listener("a.com", route("a", ANY, prefix("/")))), get(host, "/")))
                    .isEqualTo("no Listener");
        }
    }

    @Nested
    class Hostnames {

        @Test
        void hostnameRanksBeforePath() {
            PortTable<String> table = table(
                    route("wild", List.of("*.example.com"), exact("/foo")),
                    route("name", List.of("a.example.com"), prefix("/")));

            assertThat(taken(table, get("a.example.com", "/foo"))).isEqualTo("default/name rule 0");
        }

        @Test
        void specificHostnameWithoutMatchingRuleLeavesTheRequestToTheWiderOnes() {
            PortTable<String> table = table(
                    route("any", ANY, prefix("/any")),
                    route("com", List.of("*.com"), prefix("/com")),
                    route("wild", List.of("*.example.com"), prefix("/wild")),
                    route("name", List.of("a.example.com"), prefix("/name")));

            assertThat(taken(table, get("a.example.com", "/name"))).isEqualTo("default/name rule 0");
            assertThat(taken(table, get("a.example.com", "/wild"))).isEqualTo("default/wild rule 0");
            assertThat(taken(table, get("a.example.com", "/com"))).isEqualTo("default/com rule 0");
            assertThat(taken(table, get("a.example.com", "/any"))).isEqualTo("default/any rule 0");
        }

        @Test
        void declaredHostnameDecidesBetweenEqualIntersections() {
            Hostname served = new Hostname("a.example.com");
            PortTable<String> table = table(listener(
                    "a.example.com",
                    declaring(route("any", ANY, exact("/foo")), served, Hostname.ANY),
                    declaring(route("wild", ANY, prefix("/")), served, new Hostname("*.example.com")),
                    declaring(route("name", ANY, prefix("/name")), served, served)));

            assertThat(taken(table, get("a.example.com", "/foo"))).isEqualTo("default/wild rule 0");
            assertThat(taken(table, get("a.example.com", "/name"))).isEqualTo("default/name rule 0");
        }

        private Route declaring(Route route, Hostname effective, Hostname declared) {
            return new Route(
                    route.id(), route.created(), List.of(new RouteHostname(effective, declared)), route.rules());
        }
    }

    @Nested
    class Paths {

        @ParameterizedTest
        @CsvSource({
            "/foo,  /foo,      true",
            "/foo,  /foo/,     true",
            "/foo,  /foo/bar,  true",
            "/foo,  /foo//bar, true",
            "/foo,  /foobar,   false",
            "/foo,  /Foo,      false",
            "/foo,  /%66oo,    false",
            "/foo,  /foo%2Fb,  false",
            "/foo,  //foo,     false",
            "/foo,  /,         false",
            "/foo,  /fo,       false",
            "/foo,  /bar/foo,  false",
            "/foo/, /foo,      true",
            "/foo/, /foo/,     true",
            "/foo/, /foobar,   false",
            "/a/b,  /a/b/c,    true",
            "/a/b,  /a/bc,     false",
            "/a/b,  /a//b,     false",
            "/,     /,         true",
            "/,     //,        true",
            "/,     /anything, true",
            "/,     *,         true",
        })
        void prefixIsComparedElementByElement(String prefix, String path, boolean matches) {
            assertThat(taken(table(route("r", ANY, prefix(prefix))), get("h", path)))
                    .isEqualTo(matches ? "default/r rule 0" : "no rule");
        }

        @ParameterizedTest
        @CsvSource({
            "/foo,  /foo,   true",
            "/foo,  /foo/,  false",
            "/foo,  /foo/a, false",
            "/foo,  /FOO,   false",
            "/foo,  /%66oo, false",
            "/foo/, /foo,   false",
            "/,     /,      true",
            "/,     //,     false",
        })
        void exactPathIsComparedToTheLetter(String exact, String path, boolean matches) {
            assertThat(taken(table(route("r", ANY, exact(exact))), get("h", path)))
                    .isEqualTo(matches ? "default/r rule 0" : "no rule");
        }

        @ParameterizedTest
        @CsvSource({"/v1, true", "/v12, true", "/v1/, false", "/x/v1, false", "/v, false"})
        void regularExpressionMatchesTheWholePath(String path, boolean matches) {
            assertThat(taken(table(route("r", ANY, regex("/v[0-9]+"))), get("h", path)))
                    .isEqualTo(matches ? "default/r rule 0" : "no rule");
        }

        @Test
        void brokenExpressionIsRefusedWhenTheTableIsBuilt() {
            assertThatThrownBy(() -> table(route("r", ANY, regex("/("))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("HTTPRoute default/r rule 0");
        }
    }

    @Nested
    class Conditions {

        @Test
        void methodIsCaseSensitive() {
            PortTable<String> table = table(route("r", ANY, method(prefix("/"), "GET")));

            assertThat(taken(table, get("h", "/"))).isEqualTo("default/r rule 0");
            assertThat(taken(table, get("h", "/").method("get"))).isEqualTo("no rule");
        }

        @Test
        void everyHeaderMustMatch() {
            RouteMatch both = header(header(prefix("/"), "X-A", "1"), "X-B", "2");
            PortTable<String> table = table(route("r", ANY, both));

            assertThat(taken(table, get("h", "/").header("x-a", "1").header("x-b", "2")))
                    .isEqualTo("default/r rule 0");
            assertThat(taken(table, get("h", "/").header("x-a", "1"))).isEqualTo("no rule");
            assertThat(taken(table, get("h", "/").header("x-a", "1").header("x-b", "22")))
                    .isEqualTo("no rule");
        }

        @Test
        void headerExpressionMatchesTheWholeValue() {
            HeaderMatch canary = new HeaderMatch("x-env", new ValueMatch.Regex("canary|test-.*"));
            PortTable<String> table = table(route("r", ANY, header(prefix("/"), canary)));

            assertThat(taken(table, get("h", "/").header("x-env", "test-1"))).isEqualTo("default/r rule 0");
            assertThat(taken(table, get("h", "/").header("x-env", "my-canary"))).isEqualTo("no rule");
        }

        @Test
        void ofEquivalentHeaderMatchesOnlyTheFirstCounts() {
            PortTable<String> table = table(route("r", ANY, header(header(prefix("/"), "X-A", "1"), "x-a", "2")));

            assertThat(taken(table, get("h", "/").header("x-a", "1"))).isEqualTo("default/r rule 0");
        }

        @ParameterizedTest
        @CsvSource({
            "/?q=a b,          false",
            "/?q=a+b%26,       true",
            "/?q=a%20b%26,     true",
            "/?%71=a%20b%26,   true",
            "/?x=1&&q=a+b%26,  true",
            "/?q=a+b%26&q=no,  true",
            "/?q=no&q=a+b%26,  false",
            "/?Q=a+b%26,       false",
            "/?q,              false",
            "/?,               false",
            "/,                false",
        })
        void firstDecodedValueOfAQueryParameterCounts(String target, boolean matches) {
            assertThat(taken(table(route("r", ANY, param(prefix("/"), "q", "a b&"))), get("h", target)))
                    .isEqualTo(matches ? "default/r rule 0" : "no rule");
        }

        @ParameterizedTest
        @ValueSource(strings = {"%", "%z1", "%1", "a%"})
        void brokenEscapeOfAQueryStaysAsSent(String sent) {
            assertThat(taken(table(route("r", ANY, param(prefix("/"), "q", sent))), get("h", "/?q=" + sent)))
                    .isEqualTo("default/r rule 0");
        }

        @Test
        void queryIsDecodedAsUtf8() {
            assertThat(taken(table(route("r", ANY, param(prefix("/"), "q", "é"))), get("h", "/?q=%C3%A9")))
                    .isEqualTo("default/r rule 0");
        }

        @Test
        void queryExpressionMatchesTheWholeValue() {
            QueryParamMatch digits = new QueryParamMatch("q", new ValueMatch.Regex("[0-9]*"));
            PortTable<String> table = table(route("r", ANY, param(prefix("/"), digits)));

            assertThat(taken(table, get("h", "/?q=12"))).isEqualTo("default/r rule 0");
            assertThat(taken(table, get("h", "/?q"))).isEqualTo("default/r rule 0");
            assertThat(taken(table, get("h", "/?q=12a"))).isEqualTo("no rule");
        }
    }

    @Nested
    class PrecedenceOfMatches {

        private static final Instant OLD = Instant.parse("2020-09-08T01:02:03Z");
        private static final Instant NEW = Instant.parse("2020-09-08T01:02:04Z");

        private final Request request =
                get("h", "/a/b?p=1&q=2").header("x", "1").header("y", "2");

        /** The stronger match is in the weaker place: second rule of the younger route with the later name. */
        private String strongerOf(RouteMatch stronger, RouteMatch weaker) {
            return taken(
                    table(
                            route("default", "a", ANY, OLD, weaker),
                            route("default", "b", ANY, NEW, exact("/never"), stronger)),
                    request);
        }

        @Test
        void exactPathBeforeExpression() {
            assertThat(strongerOf(exact("/a/b"), method(regex("/a/b"), "GET"))).isEqualTo("default/b rule 1");
        }

        @Test
        void expressionBeforePrefix() {
            assertThat(strongerOf(regex("/.*"), method(prefix("/a/b"), "GET"))).isEqualTo("default/b rule 1");
        }

        @Test
        void longerPrefixBeforeMethod() {
            assertThat(strongerOf(prefix("/a/b"), method(prefix("/a"), "GET"))).isEqualTo("default/b rule 1");
        }

        @Test
        void trailingSlashDoesNotMakeAPrefixLonger() {
            assertThat(strongerOf(method(prefix("/a"), "GET"), prefix("/a/"))).isEqualTo("default/b rule 1");
        }

        @Test
        void methodBeforeHeaders() {
            assertThat(strongerOf(method(prefix("/"), "GET"), header(header(prefix("/"), "x", "1"), "y", "2")))
                    .isEqualTo("default/b rule 1");
        }

        @Test
        void moreHeadersBeforeQueryParams() {
            assertThat(strongerOf(header(prefix("/"), "x", "1"), param(param(prefix("/"), "p", "1"), "q", "2")))
                    .isEqualTo("default/b rule 1");
        }

        @Test
        void moreQueryParamsBeforeAge() {
            assertThat(strongerOf(param(param(prefix("/"), "p", "1"), "q", "2"), param(prefix("/"), "p", "1")))
                    .isEqualTo("default/b rule 1");
        }

        @Test
        void olderRouteBeforeName() {
            assertThat(taken(
                            table(
                                    route("default", "a", ANY, NEW, prefix("/")),
                                    route("default", "b", ANY, OLD, prefix("/"))),
                            request))
                    .isEqualTo("default/b rule 0");
        }

        @Test
        void namespaceAndNameAreComparedAsOneText() {
            assertThat(taken(
                            table(route("a", "x", ANY, OLD, prefix("/")), route("a-b", "x", ANY, OLD, prefix("/"))),
                            request))
                    .isEqualTo("a-b/x rule 0");
        }

        @Test
        void kindDecidesBetweenRoutesOfOneNameInWhicheverOrderTheyCome() {
            Route http = route("a", ANY, prefix("/"));
            RouteId grpcId = new RouteId("GRPCRoute", "default", "a");
            Rule rule = Configs.rule(new RuleId(grpcId, 7), prefix("/"));
            Route grpc = new Route(grpcId, http.created(), http.hostnames(), List.of(rule));

            assertThat(taken(table(http, grpc), request)).isEqualTo("default/a rule 7");
            assertThat(taken(table(grpc, http), request)).isEqualTo("default/a rule 7");
        }

        @Test
        void earlierRuleWins() {
            assertThat(taken(table(route("a", ANY, prefix("/"), prefix("/"))), request))
                    .isEqualTo("default/a rule 0");
        }

        @Test
        void unmetConditionLeavesTheRequestToTheNextMatch() {
            PortTable<String> table = table(route(
                    "a",
                    ANY,
                    method(exact("/a/b"), "POST"),
                    header(regex("/a/.*"), "x", "9"),
                    param(prefix("/a/b"), "p", "9"),
                    prefix("/a"),
                    prefix("/")));

            assertThat(taken(table, request)).isEqualTo("default/a rule 3");
        }
    }

    @Nested
    class Failures {

        private final RuntimeException fault = new IllegalStateException("broken");

        private final RequestHead broken = new RequestHead() {

            @Override
            public @Nullable String clientNamespace() {
                return null;
            }

            @Override
            public String method() {
                return "GET";
            }

            @Override
            public String host() {
                return "h";
            }

            @Override
            public @Nullable String serverName() {
                return null;
            }

            @Override
            public boolean isJudgedBy(@Nullable ClientValidation asked) {
                return true;
            }

            @Override
            public String path() {
                return "/";
            }

            @Override
            public @Nullable String query() {
                return null;
            }

            @Override
            public @Nullable String header(String name) {
                throw fault;
            }
        };

        @Test
        void failingConditionNeverFallsThroughToAWeakerRule() {
            PortTable<String> table = table(route("r", ANY, prefix("/"), header(prefix("/"), "x", "1")));

            assertThat(taken(table, broken)).isEqualTo("failed: default/r rule 1");
            assertThat(table.find(broken))
                    .isInstanceOfSatisfying(
                            Lookup.Failed.class,
                            failed -> assertThat(failed.cause()).isSameAs(fault));
        }

        @Test
        void conditionOfAWeakerRuleIsNotEvaluated() {
            PortTable<String> table = table(route("r", ANY, exact("/"), header(prefix("/"), "x", "1")));

            assertThat(taken(table, broken)).isEqualTo("default/r rule 0");
        }
    }
}
