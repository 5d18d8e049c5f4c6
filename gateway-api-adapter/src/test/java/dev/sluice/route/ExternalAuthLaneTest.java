package dev.sluice.route;

import static dev.sluice.route.Configs.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.backend.BackendTls;
import dev.sluice.config.filter.ExternalAuthorizer;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.tls.SubjectName;
import dev.sluice.edge.wire.RecordingBackend;
import dev.sluice.program.EnvoyAuthorizer;
import dev.sluice.route.AskingClient.Ask;
import dev.sluice.upstream.Issuers;
import dev.sluice.upstream.RawBackend;
import dev.sluice.upstream.TlsSockets;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** An authorizer is asked in the same way whichever lane a request takes, and by whatever protocol it came. */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
class ExternalAuthLaneTest extends GatewayOfEachLane {

    private static final BackendId AUTHZ = new BackendId("security", "authz", 9002);
    private static final AtomicLong VERSION = new AtomicLong();

    private static void serve(int backend, Backend authorizer, RouteFilter... filters) {
        GatewayConfig plain = Configs.of(
                VERSION.incrementAndGet(),
                gateway.dataPort,
                BackendProtocol.HTTP,
                backend,
                route("plain", "/", filters));
        gateway.apply(new GatewayConfig(
                plain.version(),
                plain.sockets(),
                Stream.concat(plain.backends().stream(), Stream.of(authorizer)).toList()));
    }

    private static Backend http(RawBackend authorizer) {
        return new Backend(AUTHZ, BackendProtocol.HTTP, List.of(authorizer.endpoint()), List.of());
    }

    private static RouteFilter http(int maxBody) {
        return new RouteFilter.ExternalAuth(new ExternalAuthorizer(
                new ExternalAuthorizer.Http("/check", List.of(), List.of("x-user-id")), AUTHZ, maxBody));
    }

    private static RawBackend saying(String answer) {
        return new RawBackend(peer -> {
            for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
                peer.reader().bodyOf(head);
                peer.write(answer);
            }
        });
    }

    private static RawBackend allowing() {
        return saying("HTTP/1.1 200 OK\r\nX-User-Id: bob\r\nContent-Length: 0\r\n\r\n");
    }

    @ParameterizedTest
    @EnumSource
    void allowedRequestReachesTheBackendWithWhatTheAuthorizerSays(AskingClient client) throws Exception {
        try (RawBackend authorizer = allowing();
                RecordingBackend backend = new RecordingBackend()) {
            serve(backend.port(), http(authorizer), http(1024));
            var reply = client.askOne(
                    gateway.dataPort,
                    Ask.of("POST", "/up", "x-user-id", "root")
                            .with("hello", "x-user-id", "root", "x_user_id", "root", "x-sum", "1"));

            assertThat(reply.status()).isEqualTo(200);
            var seen = backend.requests().getFirst();
            assertThat(seen.head()).contains("x-user-id: bob").doesNotContain("root");
            assertThat(seen.trailers()).contains("x-sum: 1").doesNotContain("user");
            assertThat(seen.body()).contains("hello");
            assertThat(authorizer.heads().poll()).contains("POST /check/up HTTP/1.1");
        }
    }

    @ParameterizedTest
    @EnumSource
    void deniedRequestIsAnsweredByTheAuthorizer(AskingClient client) throws IOException {
        try (RawBackend authorizer = saying("HTTP/1.1 401 No\r\nX-Why: no\r\nContent-Length: 3\r\n\r\nno!");
                RecordingBackend backend = new RecordingBackend()) {
            serve(backend.port(), http(authorizer), http(0));
            var reply = client.askOne(gateway.dataPort, Ask.get("/secret"));

            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.headers().get("x-why")).isEqualTo("no");
            assertThat(reply.body()).isEqualTo("no!");
            assertThat(backend.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void bodyOverTheLimitIsRefused(AskingClient client) throws IOException {
        try (RawBackend authorizer = allowing();
                RecordingBackend backend = new RecordingBackend()) {
            serve(backend.port(), http(authorizer), http(4));
            var reply = client.askOne(gateway.dataPort, Ask.of("POST", "/up").with("hello"));

            assertThat(reply.status()).isEqualTo(413);
            assertThat(authorizer.heads()).isEmpty();
            assertThat(backend.requests()).isEmpty();
        }
    }

    @Test
    void authorizerThatIsAwayLetsNothingThrough() throws IOException {
        RawBackend authorizer = allowing();
        Backend gone = http(authorizer);
        authorizer.close();
        try (RecordingBackend backend = new RecordingBackend()) {
            serve(backend.port(), gone, http(0));

            assertThat(gateway.get("/").status()).isEqualTo(503);
            assertThat(backend.requests()).isEmpty();
        }
    }

    /** As a BackendTLSPolicy says it. */
    @ParameterizedTest
    @CsvSource({"true, 200", "false, 503"})
    void authorizerIsAskedByTlsIfItIsWhoItMustBe(boolean issuedByOurs, int status) throws IOException {
        X509Bundle ours = Issuers.root("ours");
        var shown = Issuers.issued(issuedByOurs ? ours : Issuers.root("ours"), "authz.example.com");
        var name = new SubjectName(SubjectName.Type.HOSTNAME, "authz.example.com");
        var tls = new BackendTls("authz.example.com", List.of(name), Issuers.trust(ours), null);
        try (RawBackend authorizer = RawBackend.answering(TlsSockets.of(shown));
                RecordingBackend backend = new RecordingBackend()) {
            serve(
                    backend.port(),
                    new Backend(AUTHZ, BackendProtocol.HTTP, tls, List.of(authorizer.endpoint()), List.of()),
                    http(0));

            assertThat(gateway.get("/secret").status()).isEqualTo(status);
            assertThat(authorizer.heads()).hasSize(issuedByOurs ? 1 : 0);
            assertThat(backend.requests()).hasSize(issuedByOurs ? 1 : 0);
        }
    }

    @Test
    void grpcAuthorizerIsAsked() throws Exception {
        try (var authorizer = EnvoyAuthorizer.saying(CheckResponse.newBuilder()
                        .setStatus(com.google.rpc.Status.newBuilder().setCode(7))
                        .build());
                RecordingBackend backend = new RecordingBackend()) {
            serve(
                    backend.port(),
                    authorizer.backend(),
                    new RouteFilter.ExternalAuth(
                            new ExternalAuthorizer(new ExternalAuthorizer.Grpc(List.of()), EnvoyAuthorizer.ID, 0)));

            assertThat(gateway.get("/secret").status()).isEqualTo(403);
            var shown = authorizer.request().getAttributes();
            assertThat(shown.getRequest().getHttp().getPath()).isEqualTo("/secret");
            assertThat(shown.getSource().getAddress().getSocketAddress().getAddress())
                    .isEqualTo("127.0.0.1");
            assertThat(shown.getDestination().getAddress().getSocketAddress().getPortValue())
                    .isEqualTo(gateway.dataPort);
            assertThat(backend.requests()).isEmpty();
        }
    }
}
