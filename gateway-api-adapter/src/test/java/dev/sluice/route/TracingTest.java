package dev.sluice.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.rpc.Status;
import dev.sluice.config.GatewayConfig;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.config.filter.ExternalAuthorizer;
import dev.sluice.config.filter.HeaderModification;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.match.PathMatch;
import dev.sluice.config.route.Retry;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.Rule;
import dev.sluice.program.EnvoyAuthorizer;
import dev.sluice.testkit.FreePorts;
import dev.sluice.testkit.HttpBackend;
import dev.sluice.upstream.H2cBackend;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One law: a request is one server span and one client span for each attempt, in the client's trace. */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
class TracingTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");

    @SuppressWarnings("NullAway.Init")
    private static DataPlaneFixture gateway;

    @Parameter
    @SuppressWarnings("NullAway.Init")
    private LaneSetting lane;

    private InMemorySpanExporter exporter;

    @BeforeParameterizedClassInvocation
    static void start(LaneSetting lane) {
        gateway = DataPlaneFixture.with(
                lane,
                "--team.spans=true",
                "--management.tracing.sampling.probability=1",
                "--sluice.tracing.client-sampling=respect");
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void forget() {
        spans(0);
        exporter = gateway.context.getBean(InMemorySpanExporter.class);
        exporter.reset();
        serve(Configs.route("plain", "/"));
    }

    private void serve(Route route) {
        gateway.apply(Configs.of(1, gateway.dataPort, gateway.backend.port(), route));
    }

    private static DataPlaneFixture.Answer get(String path, String... headers) {
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        return gateway.send(HttpMethod.GET, gateway.dataPort, path, all, "");
    }

    /** What was exported, once there is as much of the gateway. */
    private static List<SpanData> spans(int number) {
        var spans = gateway.context.getBean(InMemorySpanExporter.class);
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            gateway.context.getBean(BatchSpanProcessor.class).forceFlush().join(5, TimeUnit.SECONDS);
            return ours(spans.getFinishedSpanItems()).size() >= number;
        });
        return spans.getFinishedSpanItems();
    }

    private static List<SpanData> ours(List<SpanData> all) {
        return all.stream()
                .filter(span -> span.getInstrumentationScopeInfo().getName().equals("dev.sluice"))
                .toList();
    }

    private static SpanData one(List<SpanData> spans, Predicate<SpanData> which) {
        return spans.stream().filter(which).findFirst().orElseThrow(() -> new AssertionError(spans.toString()));
    }

    private static SpanData server(List<SpanData> spans) {
        return one(ours(spans), span -> span.getKind() == SpanKind.SERVER);
    }

    private static SpanData client(List<SpanData> spans) {
        return one(ours(spans), span -> span.getKind() == SpanKind.CLIENT);
    }

    private static Map<String, Object> attributes(SpanData span) {
        Map<String, Object> all = new TreeMap<>();
        span.getAttributes().forEach((key, value) -> all.put(key.getKey(), value));
        return all;
    }

    private static String header(DataPlaneFixture.Answer echo, String name) {
        return echo.body()
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElse("");
    }

    @Nested
    class ARequest {

        @Test
        void isAServerSpanAndAClientSpan() {
            get("/shop/cart?card=4711", "user-agent", "curl/8");

            var spans = spans(2);
            var server = server(spans);
            var client = client(spans);
            assertThat(server.getName()).isEqualTo("GET HTTPRoute test/plain");
            assertThat(attributes(server))
                    .containsEntry("http.request.method", "GET")
                    .containsEntry("url.scheme", "http")
                    .containsEntry("url.path", "/shop/cart")
                    .containsEntry("url.query", "card=REDACTED")
                    .containsEntry("server.address", "127.0.0.1")
                    .containsEntry("server.port", (long) gateway.dataPort)
                    .containsEntry("http.response.status_code", 200L)
                    .containsEntry("network.protocol.version", "1.1")
                    .containsEntry("client.address", "127.0.0.1")
                    .containsEntry("user_agent.original", "curl/8")
                    .containsEntry("sluice.gateway", "test/gw")
                    .containsEntry("sluice.listener", "http")
                    .containsEntry("sluice.route", "HTTPRoute test/plain")
                    .containsEntry("sluice.rule", 0L)
                    .containsEntry("sluice.backend", "test/echo:8080")
                    .doesNotContainKeys("http.route", "error.type", "sluice.reason");
            assertThat(client.getName()).isEqualTo("GET");
            assertThat(attributes(client))
                    .containsEntry("http.request.method", "GET")
                    .containsEntry("url.scheme", "http")
                    .containsEntry("url.path", "/shop/cart")
                    .containsEntry("url.full", "http://127.0.0.1:" + gateway.dataPort + "/shop/cart?card=REDACTED")
                    .containsEntry("server.address", "127.0.0.1")
                    .containsEntry("server.port", (long) gateway.dataPort)
                    .containsEntry("network.peer.address", "127.0.0.1")
                    .containsEntry("network.peer.port", (long) gateway.backend.port())
                    .containsEntry("sluice.endpoint", "127.0.0.1:" + gateway.backend.port())
                    .containsEntry("http.response.status_code", 200L)
                    .containsEntry("sluice.backend", "test/echo:8080")
                    .doesNotContainKeys("http.request.resend_count", "error.type");
            assertThat(client.getParentSpanId()).isEqualTo(server.getSpanId());
            assertThat(spans.toString()).doesNotContain("4711");
        }

        @Test
        void continuesTheTraceOfItsClient() {
            var echo = get("/", "traceparent", "00-" + TRACE + "-" + PARENT + "-01", "tracestate", "a=1,b=2");

            var spans = spans(2);
            assertThat(server(spans).getTraceId()).isEqualTo(TRACE);
            assertThat(server(spans).getParentSpanId()).isEqualTo(PARENT);
            assertThat(header(echo, "traceparent"))
                    .isEqualTo("00-" + TRACE + "-" + client(spans).getSpanId() + "-01");
            assertThat(header(echo, "tracestate")).isEqualTo("a=1,b=2");
        }

        @Test
        void isNotSampledWhereItsClientSaysSo() {
            var echo = get("/", "traceparent", "00-" + TRACE + "-" + PARENT + "-00");

            assertThat(header(echo, "traceparent"))
                    .startsWith("00-" + TRACE + "-")
                    .endsWith("-00")
                    .doesNotContain(PARENT);
            get("/");
            assertThat(ours(spans(2)))
                    .extracting(SpanData::getTraceId)
                    .doesNotContain(TRACE)
                    .hasSize(2);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "nonsense",
                    "00-" + TRACE + "-" + PARENT,
                    "00-00000000000000000000000000000000-" + PARENT + "-01",
                    "00-" + TRACE + "-0000000000000000-01",
                    "ff-" + TRACE + "-" + PARENT + "-01",
                    "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + PARENT + "-01",
                    "00-" + TRACE + "-" + PARENT + "-01,00-" + TRACE + "-" + PARENT + "-01"
                })
        void beginsATraceWhereItsClientNamesNone(String traceparent) {
            var echo = get("/", "traceparent", traceparent, "tracestate", "a=1");

            assertThat(server(spans(2)).getTraceId()).isNotEqualTo(TRACE);
            assertThat(server(spans(2)).getParentSpanContext().isValid()).isFalse();
            assertThat(header(echo, "tracestate")).isEmpty();
        }

        @Test
        void keepsATraceparentThatAFilterSets() {
            var own = "00-" + TRACE + "-" + PARENT + "-01";
            serve(Configs.route(
                    "own",
                    "/",
                    new RouteFilter.RequestHeaderModifier(new HeaderModification(
                            List.of(new HeaderModification.HeaderValue("traceparent", own)), List.of(), List.of()))));

            assertThat(header(get("/"), "traceparent")).isEqualTo(own);
        }

        @Test
        void withoutARouteIsASpanOfItsListener() {
            serve(Configs.route("plain", "/shop"));
            get("/else");

            var server = server(spans(1));
            assertThat(server.getName()).isEqualTo("GET");
            assertThat(server.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
            assertThat(attributes(server))
                    .containsEntry("sluice.listener", "http")
                    .containsEntry("sluice.reason", "no_route")
                    .containsEntry("http.response.status_code", 404L)
                    .doesNotContainKeys("http.route", "sluice.rule", "error.type");
        }

        @Test
        void ofAnUnknownMethodHasNoNameThatItsClientChooses() {
            gateway.send(HttpMethod.valueOf("BREW"), gateway.dataPort, "/", Map.of(), "");

            assertThat(server(spans(2)).getName()).isEqualTo("HTTP HTTPRoute test/plain");
            assertThat(attributes(server(spans(2))))
                    .containsEntry("http.request.method", "_OTHER")
                    .containsEntry("http.request.method_original", "BREW");
        }
    }

    @Nested
    class AnAttempt {

        @Test
        void isASpanEachTime() {
            var times = new AtomicInteger();
            try (HttpBackend flaky = HttpBackend.start(server -> server.handle((_, response) ->
                    response.status(times.getAndIncrement() == 0 ? 503 : 200).send()))) {
                Route route = Configs.route("retry", "/");
                Rule rule = route.rules().getFirst();
                var retrying = new Rule(
                        rule.id(),
                        null,
                        rule.matches(),
                        rule.filters(),
                        rule.timeouts(),
                        new Retry(Set.of(503), 1, null),
                        rule.action());
                gateway.apply(Configs.of(
                        1,
                        gateway.dataPort,
                        flaky.port(),
                        new Route(route.id(), route.created(), route.hostnames(), List.of(retrying))));
                get("/");

                var clients = ours(spans(3)).stream()
                        .filter(span -> span.getKind() == SpanKind.CLIENT)
                        .toList();
                assertThat(clients)
                        .extracting(span -> span.getAttributes().get(STATUS))
                        .containsExactly(503L, 200L);
                assertThat(attributes(clients.getFirst())).containsEntry("error.type", "503");
                assertThat(attributes(clients.getLast())).containsEntry("http.request.resend_count", 1L);
                assertThat(server(spans(3)).getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
            }
        }

        @Test
        void thatFailsSaysWhy() {
            int nobody = FreePorts.next();
            gateway.apply(Configs.of(1, gateway.dataPort, nobody, Configs.route("plain", "/")));
            get("/");

            assertThat(attributes(client(spans(2))))
                    .containsEntry("error.type", "upstream_connect")
                    .containsEntry("network.peer.port", (long) nobody);
            assertThat(client(spans(2)).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(attributes(server(spans(2))))
                    .containsEntry("error.type", "upstream_connect")
                    .containsEntry("http.response.status_code", 502L);
        }
    }

    @Nested
    class ACheckOfAnAuthorizer {

        private static final BackendId AUTHZ = new BackendId("security", "authz", 9002);

        private final List<String> parents = new CopyOnWriteArrayList<>();

        private HttpBackend answering(int status) {
            return HttpBackend.start(server -> server.handle((request, response) -> {
                parents.add(String.valueOf(request.requestHeaders().get("traceparent")));
                return response.status(status).send();
            }));
        }

        private static void serve(Backend authorizer, ExternalAuthorizer.Protocol protocol) {
            var filter = new RouteFilter.ExternalAuth(new ExternalAuthorizer(protocol, authorizer.id(), 0));
            GatewayConfig plain =
                    Configs.of(1, gateway.dataPort, gateway.backend.port(), Configs.route("plain", "/", filter));
            gateway.apply(new GatewayConfig(
                    1, plain.sockets(), List.of(plain.backends().getFirst(), authorizer)));
        }

        private static void serve(HttpBackend authorizer) {
            serve(
                    new Backend(
                            AUTHZ,
                            BackendProtocol.HTTP,
                            List.of(new Endpoint("127.0.0.1", authorizer.port())),
                            List.of()),
                    new ExternalAuthorizer.Http("/check", List.of(), List.of()));
        }

        private static SpanData check(List<SpanData> spans) {
            return one(
                    ours(spans),
                    span -> String.valueOf(attributes(span).get("sluice.backend"))
                                    .startsWith("security/authz")
                            && span.getKind() == SpanKind.CLIENT);
        }

        @Test
        void isASpanInTheTraceOfItsRequest() {
            try (HttpBackend authorizer = answering(200)) {
                serve(authorizer);
                get("/shop", "traceparent", "00-" + TRACE + "-" + PARENT + "-01");

                var spans = spans(3);
                var check = check(spans);
                assertThat(ours(spans)).hasSize(3);
                assertThat(check.getTraceId()).isEqualTo(TRACE);
                assertThat(check.getParentSpanId()).isEqualTo(server(spans).getSpanId());
                assertThat(parents).containsExactly("00-" + TRACE + "-" + check.getSpanId() + "-01");
                assertThat(attributes(check))
                        .containsEntry("http.request.method", "GET")
                        .containsEntry("url.path", "/check/shop")
                        .containsEntry("network.peer.port", (long) authorizer.port())
                        .containsEntry("http.response.status_code", 200L)
                        .doesNotContainKeys("error.type", "rpc.system.name");
                assertThat(attributes(server(spans))).containsEntry("sluice.backend", "test/echo:8080");
            }
        }

        @Test
        void thatDeniesIsAllThatIsAsked() {
            try (HttpBackend authorizer = answering(403)) {
                serve(authorizer);
                get("/shop");

                assertThat(ours(spans(2))).hasSize(2);
                assertThat(attributes(check(spans(2))))
                        .containsEntry("http.response.status_code", 403L)
                        .containsEntry("error.type", "403");
            }
        }

        @Test
        void ofARequestThatIsNotSampledSaysSo() {
            try (HttpBackend authorizer = answering(200)) {
                serve(authorizer);
                get("/", "traceparent", "00-" + TRACE + "-" + PARENT + "-00");

                assertThat(parents)
                        .singleElement()
                        .asString()
                        .startsWith("00-" + TRACE)
                        .endsWith("-00");
            }
        }

        @Test
        void thatIsNotReachedSaysWhy() {
            HttpBackend gone = answering(200);
            gone.close();
            serve(gone);
            get("/shop");

            assertThat(attributes(check(spans(2)))).containsEntry("error.type", "upstream_connect");
        }

        @Test
        void byGrpcIsACall() throws IOException {
            try (var authorizer = EnvoyAuthorizer.saying(CheckResponse.newBuilder()
                    .setStatus(Status.newBuilder().setCode(0))
                    .build())) {
                serve(authorizer.backend(), new ExternalAuthorizer.Grpc(List.of()));
                get("/shop");

                var check = check(spans(3));
                assertThat(check.getParentSpanId()).isEqualTo(server(spans(3)).getSpanId());
                assertThat(attributes(check))
                        .containsEntry("rpc.system.name", "grpc")
                        .containsEntry("rpc.method", "envoy.service.auth.v3.Authorization/Check")
                        .containsEntry("rpc.status_code", "OK")
                        .doesNotContainKey("error.type");
            }
        }

        @Test
        void byGrpcThatFailsHasTheStatus() throws IOException {
            try (var authorizer =
                    new EnvoyAuthorizer((_, to) -> to.onError(io.grpc.Status.UNAVAILABLE.asRuntimeException()))) {
                serve(authorizer.backend(), new ExternalAuthorizer.Grpc(List.of()));
                get("/shop");

                assertThat(attributes(check(spans(2))))
                        .containsEntry("rpc.status_code", "UNAVAILABLE")
                        .containsEntry("error.type", "UNAVAILABLE");
            }
        }
    }

    @Nested
    class ACall {

        private static void call(String status) throws Exception {
            try (var backend = new H2cBackend(
                    100,
                    request -> request.head(200, true, "content-type", "application/grpc", "grpc-status", status))) {
                GatewayConfig config = Configs.of(
                        1, gateway.dataPort, gateway.backend.port(), Configs.route("rpc", PathMatch.Rpc.ANY));
                gateway.apply(new GatewayConfig(
                        1,
                        config.sockets(),
                        List.of(new Backend(
                                Configs.BACKEND, BackendProtocol.H2C, List.of(backend.endpoint()), List.of()))));
                gateway.send(
                        HttpMethod.POST,
                        gateway.dataPort,
                        "/shop.Cart/Add",
                        Map.of("content-type", "application/grpc", "te", "trailers"),
                        "");
            }
        }

        @Test
        void hasItsMethodAndItsStatus() throws Exception {
            call("14");

            for (SpanData span : List.of(server(spans(2)), client(spans(2)))) {
                assertThat(span.getName()).isEqualTo("shop.Cart/Add");
                assertThat(attributes(span))
                        .containsEntry("rpc.system.name", "grpc")
                        .containsEntry("rpc.method", "shop.Cart/Add")
                        .containsEntry("rpc.status_code", "UNAVAILABLE")
                        .containsEntry("error.type", "UNAVAILABLE")
                        .doesNotContainKeys("rpc.system", "rpc.service", "rpc.grpc.status_code");
            }
        }

        @Test
        void ofAMethodThatNobodyHasNamesNoSpan() throws Exception {
            call("12");

            for (SpanData span : List.of(server(spans(2)), client(spans(2)))) {
                assertThat(span.getName()).isEqualTo("grpc");
                assertThat(attributes(span))
                        .containsEntry("rpc.method", "_OTHER")
                        .containsEntry("rpc.method_original", "shop.Cart/Add")
                        .containsEntry("rpc.status_code", "UNIMPLEMENTED");
            }
        }

        @Test
        void thatItsClientGetsWrongIsNoErrorOfTheServer() throws Exception {
            call("3");

            assertThat(attributes(server(spans(2)))).doesNotContainKey("error.type");
            assertThat(attributes(client(spans(2)))).containsEntry("error.type", "INVALID_ARGUMENT");
        }
    }

    /** By way of Sluice to a route that the team's application has itself. */
    @Test
    void aRouteOfTheTeamContinuesTheTrace() {
        gateway.apply(Configs.of(1, gateway.dataPort, gateway.applicationPort(), Configs.route("plain", "/")));
        var echo = get("/yaml/x", "traceparent", "00-" + TRACE + "-" + PARENT + "-01");

        await().untilAsserted(() -> assertThat(spans(2)).hasSizeGreaterThanOrEqualTo(4));
        var spans = spans(2);
        assertThat(spans).extracting(SpanData::getTraceId).containsOnly(TRACE);
        var team =
                one(spans, span -> span.getParentSpanId().equals(client(spans).getSpanId()));
        assertThat(team.getKind()).isEqualTo(SpanKind.SERVER);
        assertThat(header(echo, "traceparent")).startsWith("00-" + TRACE);
    }

    @Test
    void anObservationOfAFilterIsAChildOfTheRequest() {
        if (lane == LaneSetting.NATIVE) {
            return;
        }
        serve(Configs.route("observed", "/", Configs.spring("Observed", Map.of())));
        get("/");

        await().untilAsserted(() -> assertThat(spans(2)).hasSizeGreaterThanOrEqualTo(3));
        assertThat(one(spans(2), span -> span.getName().equals("team.check")).getParentSpanId())
                .isEqualTo(server(spans(2)).getSpanId());
    }
}
