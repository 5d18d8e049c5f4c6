package dev.sluice.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.backend.BackendTls;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.config.filter.HeaderModification;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.match.PathMatch;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.match.ValueMatch;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.RouteHostname;
import dev.sluice.config.route.RouteId;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleAction;
import dev.sluice.config.route.RuleId;
import dev.sluice.config.route.Timeouts;
import dev.sluice.config.route.WeightedBackend;
import dev.sluice.config.route.WeightedBackend.Target;
import dev.sluice.config.tls.Certificate;
import dev.sluice.config.tls.SubjectName;
import dev.sluice.config.tls.Trust;
import dev.sluice.route.AskingClient.Ask;
import dev.sluice.route.GrpcClient.Outcome;
import dev.sluice.route.GrpcClient.Running;
import dev.sluice.tls.TestCertificates;
import dev.sluice.upstream.H2cBackend;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One law: a call through the gateway ends as one without it; what the gateway answers is a status of gRPC. */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
class GrpcRouteTest extends GatewayOfEachLane {

    /** An empty one, not compressed. */
    private static final String MESSAGE = "\0\0\0\0\0";

    private GrpcBackend backend;
    private GrpcClient direct;
    private GrpcClient client;

    @BeforeEach
    void open() throws Exception {
        backend = new GrpcBackend();
        direct = new GrpcClient(backend.port());
        client = new GrpcClient(gateway.dataPort);
        serve(PathMatch.Rpc.ANY, new Target.Resolved(Configs.BACKEND), List.of());
    }

    @AfterEach
    void close() {
        client.close();
        direct.close();
        backend.close();
    }

    /** Answers each call with a message, and then does this. */
    private static H2cBackend begun(H2cBackend.Script then) {
        return new H2cBackend(100, request -> {
            request.head(200, false, "content-type", "application/grpc");
            request.body(MESSAGE, false);
            then.serve(request);
        });
    }

    private static Ask call(String timeout) {
        return Ask.of("POST", "/a.B/C", "content-type", "application/grpc", "grpc-timeout", timeout)
                .with(MESSAGE);
    }

    private void serve(H2cBackend other) {
        serve(
                PathMatch.Rpc.ANY,
                new Target.Resolved(Configs.BACKEND),
                List.of(),
                new Backend(Configs.BACKEND, BackendProtocol.H2C, List.of(other.endpoint()), List.of()));
    }

    private void serve(PathMatch.Rpc match, Target target, List<RouteFilter> filters) {
        var endpoint = new Endpoint("127.0.0.1", backend.port());
        serve(match, target, filters, new Backend(Configs.BACKEND, BackendProtocol.H2C, List.of(endpoint), List.of()));
    }

    private void serve(PathMatch.Rpc match, Target target, List<RouteFilter> filters, Backend to) {
        var id = new RouteId("GRPCRoute", "test", "rpc");
        var rule = new Rule(
                new RuleId(id, 0),
                null,
                List.of(RouteMatch.ofCall(match, List.of())),
                filters,
                Timeouts.NONE,
                null,
                new RuleAction.Forward(List.of(new WeightedBackend(1, target, List.of()))));
        var route = new Route(id, Instant.EPOCH, List.of(new RouteHostname(Hostname.ANY, Hostname.ANY)), List.of(rule));
        GatewayConfig config = Configs.of(1, gateway.dataPort, backend.port(), route);
        gateway.apply(new GatewayConfig(1, config.sockets(), List.of(to)));
    }

    @Nested
    class ByTls {

        @ParameterizedTest
        @ValueSource(strings = {"shop.Cart/Echo", "shop.Cart/Many", "shop.Cart/Fail", "shop.Cart/FailAtOnce"})
        void endsAsWithoutAGateway(String method) throws Exception {
            Certificate certificate = TestCertificates.certificate("grpc", "grpc.example.com");
            try (GrpcBackend secured = new GrpcBackend(certificate)) {
                serveByTls(secured, certificate, "grpc.example.com");
                for (String[] messages : new String[][] {{}, {"one"}, {"one", "", "three"}}) {
                    assertThat(client.call(method, messages)).isEqualTo(direct.call(method, messages));
                }
            }
        }

        @Test
        void backendThatIsSomebodyElseIsUnavailable() throws Exception {
            Certificate certificate = TestCertificates.certificate("grpc", "other.example.com");
            try (GrpcBackend secured = new GrpcBackend(certificate)) {
                serveByTls(secured, certificate, "grpc.example.com");
                Outcome outcome = client.call("shop.Cart/Echo", "one");
                assertThat(outcome.code()).isEqualTo(Status.Code.UNAVAILABLE);
                assertThat(outcome.description()).isEqualTo("No secure connection to the backend can be made.");
                assertThat(secured.calls).isEmpty();
            }
        }

        private void serveByTls(GrpcBackend secured, Certificate certificate, String name) {
            BackendTls tls = new BackendTls(
                    name,
                    List.of(new SubjectName(SubjectName.Type.HOSTNAME, name)),
                    new Trust.Anchors("ConfigMap test/ca", certificate.chain()),
                    null);
            List<Endpoint> endpoints = List.of(new Endpoint("127.0.0.1", secured.port()));
            serve(
                    PathMatch.Rpc.ANY,
                    new Target.Resolved(Configs.BACKEND),
                    List.of(),
                    new Backend(Configs.BACKEND, BackendProtocol.H2C, tls, endpoints, List.of()));
        }
    }

    @Nested
    class Call {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "shop.Cart/Echo",
                    "shop.Cart/Count",
                    "shop.Cart/Many",
                    "shop.Cart/Fail",
                    "shop.Cart/FailAtOnce",
                    "shop.Cart/Unknown"
                })
        void endsAsWithoutAGateway(String method) throws Exception {
            for (String[] messages : new String[][] {{}, {""}, {"one"}, {"one", "", "three"}}) {
                Outcome expected = direct.call(method, messages);
                assertThat(client.call(method, messages)).isEqualTo(expected);
            }
        }

        @Test
        void mayBeLarge() throws Exception {
            String large = "x".repeat(4 << 20);
            assertThat(client.call("shop.Cart/Echo", large, large).messages()).containsExactly(large, large);
        }

        @Test
        void carriesMetadataBothWays() throws Exception {
            assertThat(client.call("shop.Cart/Echo", "one").tenant()).isEqualTo("from backend");
            Metadata seen = backend.calls.take();
            assertThat(seen.get(GrpcBackend.TENANT)).isEqualTo("from client");
        }

        @Test
        void isAConversation() throws Exception {
            Running running = client.start("shop.Cart/Echo", CallOptions.DEFAULT);
            for (int i = 0; i < 50; i++) {
                running.call.sendMessage("ping " + i);
                assertThat(running.next()).isEqualTo("ping " + i);
            }
            running.call.halfClose();
            assertThat(running.outcome().code()).isEqualTo(Status.Code.OK);
        }

        @Test
        void isCancelledAtTheBackendToo() throws Exception {
            Running running = client.start("shop.Cart/Hold", CallOptions.DEFAULT);
            running.call.sendMessage("one");
            assertThat(running.next()).isEqualTo("one");
            running.call.cancel("enough", null);
            assertThat(backend.ends.poll(20, TimeUnit.SECONDS)).isEqualTo("cancelled");
        }

        /** grpc-java resets its streams, which others do not. */
        @Test
        void endsAsWithoutAGatewayWhereTheBackendResetsIt() throws Exception {
            Running without = direct.start("shop.Cart/Hold", CallOptions.DEFAULT);
            Running through = client.start("shop.Cart/Hold", CallOptions.DEFAULT);
            for (Running running : List.of(without, through)) {
                running.call.sendMessage("one");
                assertThat(running.next()).isEqualTo("one");
            }
            backend.close();
            assertThat(through.outcome().code()).isEqualTo(without.outcome().code());
            assertThat(through.outcome().messages()).containsExactly("one");
        }

        @Test
        void isUnavailableWhereTheBackendIsGone() throws Exception {
            try (H2cBackend dying = begun(H2cBackend.Request::disconnect)) {
                serve(dying);
                var reply = AskingClient.HTTP_2.askOne(gateway.dataPort, call("1H"));
                assertThat(reply.body()).isEqualTo(MESSAGE);
                assertThat(reply.trailers().get("grpc-status")).isEqualTo("14");
                assertThat(reply.trailers().get("grpc-message")).isEqualTo("The backend gave no valid response.");
                assertThat(reply.whole()).isTrue();
            }
        }

        @Test
        void isBrokenOffWhereItsResponseIsNoneOfGrpc() throws Exception {
            try (H2cBackend other = new H2cBackend(100, request -> {
                request.head(200, false, "content-type", "text/plain");
                request.body("some", false);
                request.disconnect();
            })) {
                serve(other);
                assertThat(AskingClient.HTTP_2
                                .askOne(gateway.dataPort, call("1H"))
                                .whole())
                        .isFalse();
            }
        }
    }

    @Nested
    class Deadline {

        @Test
        void endsTheCallAtTheBackendToo() throws Exception {
            CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(300, TimeUnit.MILLISECONDS);
            assertThat(client.call("shop.Cart/Hold", options).code()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
            assertThat(backend.ends.poll(20, TimeUnit.SECONDS)).isEqualTo("cancelled");
        }

        /** Neither the client nor the backend ends this call. */
        @Test
        void isTheGatewaysToKeep() throws Exception {
            try (H2cBackend silent = new H2cBackend(100, request -> {})) {
                serve(silent);
                var reply = AskingClient.HTTP_2.askOne(gateway.dataPort, call("100m"));
                assertThat(reply.status()).isEqualTo(200);
                assertThat(reply.header("grpc-status")).isEqualTo("4");
                assertThat(reply.body()).isEmpty();
                assertThat(reply.whole()).isTrue();
            }
        }

        @Test
        void endsAResponseThatHasBegun() throws Exception {
            try (H2cBackend stalling = begun(request -> {})) {
                serve(stalling);
                var reply = AskingClient.HTTP_2.askOne(gateway.dataPort, call("300m"));
                assertThat(reply.body()).isEqualTo(MESSAGE);
                assertThat(reply.trailers().get("grpc-status")).isEqualTo("4");
                assertThat(reply.whole()).isTrue();
            }
        }

        @Test
        void isPassedOn() throws Exception {
            CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(1, TimeUnit.HOURS);
            assertThat(client.call("shop.Cart/Echo", options, "one").code()).isEqualTo(Status.Code.OK);
            var timeout = Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER);
            assertThat(backend.calls.take().containsKey(timeout)).isTrue();
        }
    }

    @Nested
    class AnswerOfTheGateway {

        @Test
        void isUnimplementedWithoutARule() throws Exception {
            serve(
                    new PathMatch.Rpc(new ValueMatch.Exact("shop.Order"), null),
                    new Target.Resolved(Configs.BACKEND),
                    List.of());
            Outcome outcome = client.call("shop.Cart/Echo", "one");
            assertThat(outcome.code()).isEqualTo(Status.Code.UNIMPLEMENTED);
            assertThat(outcome.description()).isEqualTo("No route serves this request.");
        }

        @Test
        void isUnavailableWithoutABackend() throws Exception {
            serve(PathMatch.Rpc.ANY, new Target.Unresolved("BackendNotFound", "gone"), List.of());
            assertThat(client.call("shop.Cart/Echo", "one").code()).isEqualTo(Status.Code.UNAVAILABLE);
        }

        @Test
        void isUnavailableWithoutAnEndpoint() throws Exception {
            serve(
                    PathMatch.Rpc.ANY,
                    new Target.Resolved(Configs.BACKEND),
                    List.of(),
                    new Backend(Configs.BACKEND, BackendProtocol.H2C, List.of(), List.of()));
            assertThat(client.call("shop.Cart/Echo", "one").code()).isEqualTo(Status.Code.UNAVAILABLE);
        }

        @Test
        void isUnavailableWhereNobodyListens() throws Exception {
            backend.close();
            assertThat(client.call("shop.Cart/Echo", "one").code()).isEqualTo(Status.Code.UNAVAILABLE);
        }
    }

    @Nested
    class HeaderModifier {

        @Test
        void changesMetadata() throws Exception {
            var change = new HeaderModification(
                    List.of(new HeaderModification.HeaderValue("tenant", "from route")), List.of(), List.of());
            serve(
                    PathMatch.Rpc.ANY,
                    new Target.Resolved(Configs.BACKEND),
                    List.of(
                            new RouteFilter.RequestHeaderModifier(change),
                            new RouteFilter.ResponseHeaderModifier(change)));
            assertThat(client.call("shop.Cart/Echo", "one").tenant()).isEqualTo("from route");
            assertThat(backend.calls.take().get(GrpcBackend.TENANT)).isEqualTo("from route");
        }
    }
}
