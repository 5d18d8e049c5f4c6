package dev.sluice.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.filter.SpringFilterCall;
import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerFilters;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.config.match.HeaderMatch;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.match.ValueMatch;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.Rule;
import dev.sluice.entry.Serving;
import dev.sluice.testkit.ExpectsErrorLog;
import dev.sluice.testkit.LeakDetection;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Filters of a Listener, where the rules behind them have the native way in and where they have the other. Source:
 * GEP-5224, "Conformance".
 */
@ExpectsErrorLog("a filter failed; its requests are answered 500")
@ParameterizedClass
@EnumSource(names = {"AUTO", "WEBFLUX"})
@ExtendWith(LeakDetection.class)
class ListenerFiltersTest extends GatewayOfEachLane {

    private static final AtomicLong VERSION = new AtomicLong();

    private static void serve(List<Route> routes, RouteFilter... filters) {
        apply(gateway, routes, filters);
    }

    static void apply(DataPlaneFixture gateway, List<Route> routes, RouteFilter... filters) {
        var filtered = listener("filtered", Hostname.ANY, routes, new ListenerFilters(List.of(filters)));
        var other = new Listener(
                new ListenerId("test", "gw", "other"),
                new Hostname("other.example.com"),
                List.of(),
                List.of(Configs.route("other", "/")));
        var socket = new ListenerSocket(
                Configs.SOCKET,
                List.of(new BindAddress("127.0.0.1", gateway.dataPort)),
                SocketProtocol.HTTP,
                List.of(filtered, other));
        var backend = new Backend(
                Configs.BACKEND,
                BackendProtocol.HTTP,
                List.of(new Endpoint("127.0.0.1", gateway.backend.port())),
                List.of());
        gateway.apply(new GatewayConfig(VERSION.incrementAndGet(), List.of(socket), List.of(backend)));
    }

    private static Listener listener(String name, Hostname hostname, List<Route> routes, ListenerFilters filters) {
        return new Listener(new ListenerId("test", "gw", name), hostname, List.of(), routes, filters);
    }

    static RouteFilter filter(String factory, Map<String, String> args) {
        return new RouteFilter.SpringFilter(new SpringFilterCall("SpringFilter test/it", factory, args));
    }

    static RouteFilter setTeam(String value) {
        return filter("SetRequestHeader", Map.of("name", "x-team", "value", value));
    }

    /** A route for {@code /} that takes requests of one team, and rewrites nothing. */
    static Route routeOf(String team) {
        Route route = Configs.route(team, "/");
        Rule rule = route.rules().getFirst();
        var match = new RouteMatch(
                rule.matches().getFirst().path(),
                List.of(new HeaderMatch("x-team", new ValueMatch.Exact(team))),
                List.of(),
                null);
        var matching =
                new Rule(rule.id(), null, List.of(match), rule.filters(), rule.timeouts(), rule.retry(), rule.action());
        return new Route(route.id(), route.created(), route.hostnames(), List.of(matching));
    }

    private static DataPlaneFixture.Answer get(String path, Map<String, String> headers) {
        return gateway.send(HttpMethod.GET, gateway.dataPort, path, headers, "");
    }

    @Test
    void ruleIsTheOneForWhatTheyLeft() {
        serve(List.of(routeOf("blue")), setTeam("blue"));

        assertThat(get("/", Map.of()).body()).contains("x-team: blue");
    }

    @Test
    void ruleForWhatTheClientSentIsNotTaken() {
        serve(List.of(routeOf("red")), setTeam("blue"));

        assertThat(get("/", Map.of("x-team", "red")).status()).isEqualTo(404);
    }

    @Test
    void lastOfTheListWins() {
        serve(List.of(routeOf("red"), routeOf("blue")), setTeam("blue"), setTeam("red"));
        assertThat(get("/", Map.of()).body()).contains("x-team: red");

        serve(List.of(routeOf("red"), routeOf("blue")), setTeam("red"), setTeam("blue"));
        assertThat(get("/", Map.of()).body()).contains("x-team: blue");
    }

    @Test
    void changedPathIsMatchedAndForwarded() {
        serve(List.of(Configs.route("new", "/new")), filter("PrefixPath", Map.of("prefix", "/new")));

        assertThat(get("/a%2Fb?q=1", Map.of()).body()).startsWith("GET /new/a%2Fb?q=1\n");
    }

    @Test
    void hostStaysAsTheClientSentIt() {
        serve(
                List.of(Configs.route("any", "/")),
                filter("SetRequestHeader", Map.of("name", "Host", "value", "other.example.com")),
                filter("SetRequestHostHeader", Map.of("host", "other.example.com")));

        assertThat(get("/", Map.of("Host", "mine.example.com")).body().toLowerCase(java.util.Locale.ROOT))
                .contains("host: mine.example.com")
                .doesNotContain("host: other.example.com");
    }

    @Test
    void answerOfOneEndsTheRequest() {
        serve(
                List.of(Configs.route("any", "/")),
                filter("RedirectTo", Map.of("status", "302", "url", "https://login.example.com")),
                filter("Fail", Map.of()));

        var answer = get("/", Map.of());

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.headers())
                .containsEntry("location", "https://login.example.com")
                .doesNotContainKey("x-backend");
    }

    @Test
    void failureOfOneIsAnswered500() {
        serve(List.of(Configs.route("any", "/")), filter("Fail", Map.of()));
        assertThat(get("/", Map.of()).status()).isEqualTo(500);

        serve(List.of(Configs.route("any", "/")), filter("Fail", Map.of("status", "403")));
        assertThat(get("/", Map.of()).status()).isEqualTo(403);
    }

    @Test
    void requestThatNoRuleTakesIsAnswered404AfterThem() {
        serve(List.of(Configs.route("only", "/only")), setTeam("blue"));

        assertThat(get("/", Map.of()).status()).isEqualTo(404);
    }

    @Test
    void othersOfTheSocketRunNone() {
        serve(List.of(), setTeam("blue"));

        assertThat(get("/", Map.of("Host", "other.example.com")).body()).doesNotContain("x-team");
    }

    @Test
    void bodyPasses() {
        serve(List.of(routeOf("blue")), setTeam("blue"));

        var answer = gateway.send(HttpMethod.POST, gateway.dataPort, "/", Map.of(), "body");

        assertThat(answer.body()).startsWith("POST /\n").endsWith("\n\nbody");
    }

    @Test
    void bodyThatOneHasReadPasses() {
        serve(
                List.of(Configs.route("any", "/")),
                filter("CacheRequestBody", Map.of("bodyClass", "java.lang.String")),
                setTeam("blue"));

        assertThat(gateway.send(HttpMethod.POST, gateway.dataPort, "/", Map.of(), "body")
                        .body())
                .contains("x-team: blue")
                .endsWith("\n\nbody");
    }

    @Test
    void responseMayBeChangedOnItsWayBack() {
        serve(List.of(Configs.route("any", "/")), filter("Stamp", Map.of("text", "ink")));

        var answer = get("/", Map.of());

        assertThat(answer.body()).contains("x-stamp: ink");
        assertThat(answer.headers()).containsEntry("x-stamp-answer", "ink").containsEntry("x-backend", "echo");
    }

    @Test
    void ruleRunsItsOwnFiltersAfterwards() {
        serve(
                List.of(Configs.route("stamped", "/new", Configs.spring("Stamp", Map.of("text", "rule")))),
                filter("PrefixPath", Map.of("prefix", "/new")),
                setTeam("blue"));

        var answer = get("/", Map.of());

        assertThat(answer.body()).contains("x-stamp: rule", "x-team: blue");
        assertThat(answer.headers()).containsEntry("x-stamp-answer", "rule");
    }

    @Test
    void oneThatCannotBeMadeClosesTheListener() {
        serve(List.of(Configs.route("any", "/")), filter("SetRequestHeader", Map.of("nome", "x")));

        assertThat(get("/", Map.of()).status()).isEqualTo(500);
        assertThat(problems(gateway))
                .singleElement()
                .asString()
                .contains("Gateway test/gw listener filtered: filters.requests[0]: SpringFilter test/it", "nome");
        assertThat(get("/", Map.of("Host", "other.example.com")).status()).isEqualTo(200);
    }

    static List<String> problems(DataPlaneFixture gateway) {
        return gateway.context.getBean(Serving.class).rules().problems();
    }
}
