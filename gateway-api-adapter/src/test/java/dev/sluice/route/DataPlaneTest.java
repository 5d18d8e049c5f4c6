package dev.sluice.route;

import static dev.sluice.route.Configs.route;
import static dev.sluice.route.Configs.spring;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.config.filter.HeaderModification;
import dev.sluice.config.filter.HeaderModification.HeaderValue;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.entry.Serving;
import dev.sluice.publish.Served;
import dev.sluice.publish.Served.SocketState;
import dev.sluice.testkit.ExpectsErrorLog;
import dev.sluice.testkit.LeakDetection;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.gateway.route.RouteLocator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Requests through real sockets: data port, application's port, management port. */
@ExpectsErrorLog("a filter failed; its requests are answered 500")
@ExtendWith(LeakDetection.class)
class DataPlaneTest {

    private static final String HOSTILE = "#{@canary.sing()} ${user.home} {x}";

    @SuppressWarnings("NullAway.Init")
    private static DataPlaneFixture gateway;

    @BeforeAll
    static void start() {
        gateway = new DataPlaneFixture();
        var served = serve(1, "1");
        assertThat(served.sockets().get(Configs.SOCKET)).isInstanceOf(SocketState.Open.class);
        assertThat(served.version()).isEqualTo(1);
    }

    /** Serves all routes of these tests; one of them sets a header to this value. */
    private static Served serve(long version, String value) {
        return gateway.apply(Configs.of(
                version,
                gateway.dataPort,
                gateway.backend.port(),
                route("flipping", "/flipping", setting("x-v", value)),
                route("plain", "/"),
                route("stamped", "/stamped", spring("Stamp", Map.of("text", "ink"))),
                route("hostile", "/hostile", spring("Stamp", Map.of("text", HOSTILE)), setting("x-value", HOSTILE)),
                route("template", "/template", spring("AddRequestHeader", Map.of("name", "x-t", "value", "a{x}b"))),
                route("rewritten", "/rewritten", spring("ModifyStatus", Map.of())),
                route("wrong", "/wrong", spring("Stamp", Map.of("text", "ink", "colour", "red"))),
                route("number", "/number", spring("Stamp", Map.of("times", "many"))),
                route("failing", "/failing", spring("Fail", Map.of())),
                route("choosing", "/choosing", spring("Fail", Map.of("status", "429"))),
                route("stripped", "/stripped", spring("StripPrefix", Map.of("parts", "1")))));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static RouteFilter setting(String name, String value) {
        return new RouteFilter.RequestHeaderModifier(
                new HeaderModification(List.of(new HeaderValue(name, value)), List.of(), List.of()));
    }

    @Nested
    class FiltersOfTheTeam {

        @Test
        void aGlobalFilterChangesRequestAndResponse() {
            var answer = gateway.get("/");

            assertThat(answer.body()).contains("x-team: global");
            assertThat(answer.headers()).containsEntry("x-team-answer", "global");
        }

        @Test
        void aNamedFilterChangesRequestAndResponse() {
            var answer = gateway.get("/stamped");

            assertThat(answer.body()).contains("x-stamp: ink");
            assertThat(answer.headers()).containsEntry("x-stamp-answer", "ink");
        }

        @Test
        void aFilterThatChangesThePathIsHeard() {
            assertThat(gateway.get("/stripped/rest?q=1").body()).startsWith("GET /rest?q=1\n");
        }

        @Test
        void expressionsPlaceholdersAndTemplatesStayText() {
            var answer = gateway.get("/hostile");

            assertThat(answer.body()).contains("x-stamp: " + HOSTILE).contains("x-value: " + HOSTILE);
            assertThat(answer.headers()).containsEntry("x-stamp-answer", HOSTILE);
            assertThat(gateway.get("/template").body()).contains("x-t: a{x}b");
            assertThat(TeamApplication.Canary.SONGS).hasValue(0);
        }

        @Test
        void aFilterThatFailsIsAnswered500() {
            var answer = gateway.get("/failing");

            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.body()).isEqualTo("A filter of the route failed.\n");
        }

        @Test
        void aFilterChoosesTheStatusOfItsFailure() {
            assertThat(gateway.get("/choosing").status()).isEqualTo(429);
        }

        @Test
        void aFilterThatCannotBeMadeIsAnswered500AndNamed() {
            assertThat(gateway.get("/wrong").status()).isEqualTo(500);
            assertThat(gateway.get("/number").status()).isEqualTo(500);
            assertThat(gateway.get("/rewritten").status()).isEqualTo(500);
            assertThat(gateway.context.getBean(Serving.class).rules().problems())
                    .anySatisfy(problem -> assertThat(problem)
                            .contains(
                                    "HTTPRoute test/wrong",
                                    "SpringFilter test/stamp: args.colour",
                                    "factory Stamp",
                                    "[text, times]"))
                    .anySatisfy(problem -> assertThat(problem).contains("HTTPRoute test/number", "times", "many"))
                    .anySatisfy(problem -> assertThat(problem).contains("ModifyStatus", "no GatewayFilterFactory"))
                    .hasSize(3);
        }
    }

    @Nested
    class Isolation {

        @Test
        void aDataPortKnowsNothingOfTheApplication() {
            // The catch-all rule takes them to the backend: nobody else answers.
            for (String path : List.of("/actuator", "/actuator/health", "/controller", "/yaml/x", "/team-bean")) {
                assertThat(gateway.get(path).body()).startsWith("GET " + path + "\n");
            }
        }

        @Test
        void theApplicationsRoutesAreServedOnItsOwnPortAlone() {
            assertThat(gateway.get(gateway.applicationPort(), "/yaml/x").body()).startsWith("GET /yaml/x\n");
            assertThat(gateway.get(gateway.applicationPort(), "/controller").body())
                    .isEqualTo("controller");
            assertThat(gateway.get(gateway.applicationPort(), "/stamped").status())
                    .isEqualTo(404);
        }
    }

    @Nested
    class Actuator {

        @Test
        void listsEveryRouteInWordsOfPeople() {
            var routes = gateway.get(gateway.managementPort(), "/actuator/gateway/routes")
                    .body();

            assertThat(routes)
                    .contains("httproute_test_stamped_0@test_gw_http")
                    .contains("listener test/gw/http && host in [*] && (path prefix /stamped)")
                    .contains("Forward[test/echo:8080 weight 1]")
                    .contains("\"source\":\"HTTPRoute test/stamped\"")
                    .contains("\"yaml\"")
                    .contains("team-bean");
        }

        @Test
        void publishesDefinitionsWithValuesThatNobodyCanEvaluate() {
            var definitions = gateway.get(gateway.managementPort(), "/actuator/gateway/routedefinitions")
                    .body();

            assertThat(definitions)
                    .contains("httproute_test_hostile_0@test_gw_http")
                    .contains("\"yaml\"")
                    .contains("#\\\\{@canary.sing()} $\\\\{user.home} {x}")
                    .contains("\"test/echo:8080\":\"1\"")
                    .doesNotContain("#{", "${");
            assertThat(TeamApplication.Canary.SONGS).hasValue(0);
        }

        /** As a bean of the application could, which asks for everything. */
        @Test
        void makesNoRouteOfADefinition() {
            var all = gateway.context.getBean("routeDefinitionRouteLocator", RouteLocator.class);

            assertThatThrownBy(() -> all.getRoutes().collectList().block()).hasMessageContaining(RuleDefinition.FIRST);
            assertThat(TeamApplication.Canary.SONGS).hasValue(0);
        }

        @Test
        void explainsWhichRuleARequestTakes() {
            var verdict = gateway.get(
                            gateway.managementPort(),
                            "/actuator/sluice/explain?method=GET&url=http://any.example.com/stamped/x")
                    .body();

            assertThat(verdict)
                    .contains("\"result\":\"httproute/test/stamped/0@test/gw/http\"")
                    .contains("\"outcome\":\"TAKEN\"")
                    .contains("\"outcome\":\"OUTRANKED\"");
        }

        @Test
        void saysWhatIsWrongWithAQuestion() {
            var answer = gateway.get(gateway.managementPort(), "/actuator/sluice/explain?url=shop");

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).contains("url: shop (expected: an absolute one");
        }

        @Test
        void showsTheConfigurationWithItsSources() {
            var config = gateway.get(gateway.managementPort(), "/actuator/sluice/config")
                    .body();

            assertThat(config).contains("Gateway test/gw listener http", "HTTPRoute test/stamped rule 0");
            assertThat(gateway.get(gateway.managementPort(), "/actuator/sluice/nothing")
                            .status())
                    .isEqualTo(404);
        }

        @Test
        void changesNoRoute() {
            var answer = gateway.send(
                    HttpMethod.DELETE, gateway.managementPort(), "/actuator/gateway/routes/yaml", Map.of(), "");

            assertThat(answer.status()).isEqualTo(405);
        }
    }

    @Nested
    class TheAccessLog {

        private static final Logger LOG = (Logger) LoggerFactory.getLogger("sluice.access");

        private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

        @BeforeEach
        void listen() {
            lines.start();
            LOG.addAppender(lines);
        }

        @AfterEach
        void leave() {
            LOG.detachAppender(lines);
        }

        private void hasALine(String... parts) {
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(List.copyOf(lines.list))
                            .extracting(ILoggingEvent::getFormattedMessage)
                            .anySatisfy(line -> assertThat(line).contains(parts)));
        }

        @Test
        void namesWhoAnswered() {
            gateway.get("/stamped/seen?q=1");

            hasALine(
                    "\"path\":\"/stamped/seen?q=1\"",
                    "\"response_code\":200",
                    "\"route\":\"HTTPRoute test/stamped\"",
                    "\"upstream\":\"test/echo:8080 127.0.0.1:" + gateway.backend.port() + "\"");
        }

        @Test
        void saysWhyWeAnsweredOurselves() {
            gateway.get("/wrong/seen");
            gateway.get("/failing/seen");

            hasALine("\"path\":\"/wrong/seen\"", "\"response_code\":500", "\"reason\":\"rule_refused\"");
            hasALine("\"path\":\"/failing/seen\"", "\"response_code\":500", "\"reason\":\"filter_failed\"");
        }
    }

    @Nested
    class AnotherVersion {

        @Test
        void costsNoRequest() {
            var failed = new AtomicInteger();
            var answered = new AtomicInteger();
            var stop = new AtomicBoolean();
            var load = Flux.range(0, 8)
                    .flatMap(_ -> flippingAnswersWell()
                            .doOnNext(good -> (good ? answered : failed).incrementAndGet())
                            .repeat(() -> !stop.get()))
                    .then()
                    .toFuture();
            for (int version = 2; version <= 60; version++) {
                serve(version, Integer.toString(version));
                assertThat(gateway.get("/flipping").body()).contains("x-v: " + version + "\n");
            }
            stop.set(true);
            load.join();

            assertThat(failed).hasValue(0);
            assertThat(answered).hasValueGreaterThan(60);
        }

        private Mono<Boolean> flippingAnswersWell() {
            return gateway.client
                    .get()
                    .uri("http://127.0.0.1:" + gateway.dataPort + "/flipping")
                    .responseSingle((head, body) ->
                            body.asString().map(text -> head.status().code() == 200 && text.contains("x-v: ")))
                    .onErrorReturn(false);
        }
    }
}
