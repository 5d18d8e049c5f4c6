package dev.sluice.route;

import static dev.sluice.route.ListenerFiltersTest.routeOf;
import static dev.sluice.route.ListenerFiltersTest.setTeam;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.filter.BuiltInCall;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.route.Route;
import dev.sluice.testkit.LeakDetection;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.netty.ByteBufFlux;

/**
 * Filters that the gateway brings, at a Listener: alone, where they need nothing of Spring's, and among filters of
 * Spring's. Behind them are rules of each way in.
 */
@ParameterizedClass
@EnumSource(names = {"AUTO", "WEBFLUX"})
@ExtendWith(LeakDetection.class)
class ListenerBuiltInFiltersTest extends GatewayOfEachLane {

    private static final RouteFilter KEYS = GatewayOfEachLane.filter(
            "ApiKeyAuth", Map.of("blue", "key-of-blue", "red", "key-of-red"), "consumerHeader", "X-Team");
    private static final RouteFilter STRANGERS = GatewayOfEachLane.filter("IpAccess", "deny[0]", "127.0.0.0/8");
    private static final RouteFilter SMALL = GatewayOfEachLane.filter("RequestSize", "max", "8B");
    private static final Route ANY = Configs.route("any", "/");
    private static final Route STAMPED = Configs.route("stamped", "/", Configs.spring("Stamp", Map.of("text", "rule")));

    private static void serve(List<Route> routes, RouteFilter... filters) {
        ListenerFiltersTest.apply(gateway, routes, filters);
    }

    private static DataPlaneFixture.Answer get(String path, String... headers) {
        return gateway.send(HttpMethod.GET, gateway.dataPort, path, pairs(headers), "");
    }

    /** Each test has a limit of its own, for each has an object of its own. */
    private static RouteFilter limit(String name) {
        return new RouteFilter.BuiltIn(new BuiltInCall(
                "SpringFilter test/" + name, "RateLimit", pairs("requests", "1", "per", "1h"), Map.of()));
    }

    /** The order of the others is kept. */
    private static RouteFilter[] with(RouteFilter further, RouteFilter... filters) {
        return Stream.concat(Stream.of(further), Arrays.stream(filters)).toArray(RouteFilter[]::new);
    }

    @Test
    void requestThatOneRefusesReachesNoRule() {
        for (RouteFilter[] filters :
                List.of(with(STRANGERS), with(STRANGERS, setTeam("blue")), with(setTeam("blue"), STRANGERS))) {
            serve(List.of(ANY), filters);
            var refused = get("/");
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.headers()).doesNotContainKey("x-backend");
        }
    }

    @Test
    void whetherARuleIsThereIsNotToldToThoseThatAreRefused() {
        serve(List.of(Configs.route("only", "/only")), KEYS);

        assertThat(get("/").status()).isEqualTo(401);
        assertThat(get("/", "x-api-key", "key-of-blue").status()).isEqualTo(404);
        assertThat(get("/only", "x-api-key", "key-of-blue").status()).isEqualTo(200);
    }

    @Test
    void ruleIsTheOneForWhatTheyFound() {
        for (RouteFilter[] filters : List.of(with(KEYS), with(KEYS, setOther()), with(setOther(), KEYS))) {
            serve(List.of(routeOf("red"), routeOf("blue")), filters);

            assertThat(get("/", "x-api-key", "key-of-blue").body()).containsIgnoringCase("x-team: blue");
            assertThat(get("/", "x-api-key", "key-of-red").body()).containsIgnoringCase("x-team: red");
            assertThat(get("/", "x-api-key", "key-of-nobody", "x-team", "blue").status())
                    .isEqualTo(401);
        }
    }

    private static RouteFilter setOther() {
        return ListenerFiltersTest.filter("SetRequestHeader", Map.of("name", "x-other", "value", "1"));
    }

    @Test
    void theyRunInTheOrderOfTheList() {
        RouteFilter giveKey =
                ListenerFiltersTest.filter("SetRequestHeader", Map.of("name", "X-API-Key", "value", "key-of-blue"));

        serve(List.of(ANY), giveKey, KEYS);
        assertThat(get("/").status()).isEqualTo(200);

        serve(List.of(ANY), KEYS, giveKey);
        assertThat(get("/").status()).isEqualTo(401);
    }

    @Test
    void theLastOneHasTheLastWordOnWhatIsMatched() {
        serve(List.of(routeOf("red"), routeOf("blue")), KEYS, setTeam("red"));

        assertThat(get("/", "x-api-key", "key-of-blue").body()).contains("x-team: red");
    }

    @Test
    void responseIsChangedOnItsWayBackWhicheverWayInItsRuleHas() {
        serve(List.of(ANY), limit("native"));
        assertThat(get("/").headers()).containsKey("ratelimit-policy").containsEntry("x-backend", "echo");

        serve(List.of(STAMPED), limit("spring"));
        assertThat(get("/").headers())
                .containsKey("ratelimit-policy")
                .containsEntry("x-stamp-answer", "rule")
                .containsEntry("x-backend", "echo");
    }

    @Test
    void filtersOfBothKindsChangeTheResponse() {
        RouteFilter stamp = ListenerFiltersTest.filter("Stamp", Map.of("text", "ink"));
        for (RouteFilter[] filters : List.of(with(limit("before"), stamp), with(stamp, limit("after")))) {
            serve(List.of(ANY), filters);
            assertThat(get("/").headers())
                    .containsKey("ratelimit-policy")
                    .containsEntry("x-stamp-answer", "ink")
                    .containsEntry("x-backend", "echo");
            assertThat(get("/").status()).isEqualTo(429);
        }
    }

    @Test
    void limitOfAListenerIsOfAllItsRules() {
        serve(List.of(ANY, Configs.route("other", "/other")), limit("listener"));

        assertThat(get("/").status()).isEqualTo(200);
        assertThat(get("/other").status()).isEqualTo(429);
    }

    @Test
    void bodiesPass() {
        for (RouteFilter[] filters : List.of(with(SMALL), with(SMALL, setTeam("blue")), with(setTeam("blue"), SMALL))) {
            for (Route route : List.of(ANY, STAMPED)) {
                serve(List.of(route), filters);
                assertThat(gateway.send(HttpMethod.POST, gateway.dataPort, "/", Map.of(), "body")
                                .body())
                        .startsWith("POST /\n")
                        .endsWith("\n\nbody");
            }
        }
    }

    /** By then the length of the body is not known. */
    @Test
    void bodyThatGrowsTooLargeIsRefusedWhicheverWayInItsRuleHas() {
        for (Route route : List.of(ANY, STAMPED)) {
            serve(List.of(route), SMALL);
            assertThat(gateway.client
                            .post()
                            .uri("http://127.0.0.1:" + gateway.dataPort + "/")
                            .send(ByteBufFlux.fromString(
                                    Flux.just("12345", "67890"), StandardCharsets.UTF_8, ByteBufAllocator.DEFAULT))
                            .response()
                            .map(response -> response.status().code())
                            .block())
                    .isEqualTo(413);
        }
    }

    @Test
    void othersOfTheSocketRunNone() {
        serve(List.of(ANY), STRANGERS);

        assertThat(get("/", "Host", "other.example.com").status()).isEqualTo(200);
    }

    @Test
    void oneThatCannotBeMadeIsNotLeftOut() {
        serve(List.of(ANY), GatewayOfEachLane.filter("IpAccess", "deny[0]", "nonsense"));

        assertThat(get("/").status()).isEqualTo(500);
    }

    @Test
    void whereTheyAreTakenAwayRequestsAreServedAgain() {
        serve(List.of(ANY), STRANGERS);
        assertThat(get("/").status()).isEqualTo(403);

        serve(List.of(ANY), GatewayOfEachLane.filter("IpAccess", "allow[0]", "127.0.0.0/8"));
        assertThat(get("/").status()).isEqualTo(200);
    }
}
