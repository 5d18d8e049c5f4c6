package dev.sluice.route;

import static dev.sluice.route.Configs.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.filter.HeaderModification;
import dev.sluice.config.filter.HeaderModification.HeaderValue;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.edge.wire.RecordingBackend;
import dev.sluice.route.AskingClient.Ask;
import dev.sluice.route.AskingClient.Reply;
import dev.sluice.upstream.H2cBackend;
import dev.sluice.upstream.RawBackend;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One law: what decides how a message is framed, routed, authenticated or cached, what claims to know its sender, and
 * what the route removes, never comes from behind a body; what is left comes as it was.
 */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
class TrailersTest extends GatewayOfEachLane {

    private static final List<String> DENIED = List.of(
            "host",
            "authorization",
            "cookie",
            "set-cookie",
            "www-authenticate",
            "proxy-authorization",
            "cache-control",
            "if-match",
            "content-type",
            "content-encoding",
            "expect",
            "forwarded",
            "via",
            "x-forwarded-for",
            "X_Forwarded_For",
            "X-Forwarded_Proto",
            "x-real-ip",
            "X_Real_IP",
            "x-request-id",
            "x-forwarded-client-cert",
            "Client-Cert",
            "Client_Cert_Chain",
            "Content_Type",
            "x-removed",
            "X-Set");

    /** HTTP/2 has none of these. */
    private static final List<String> OF_CONNECTIONS = List.of(
            "Connection", "Keep-Alive", "Upgrade", "TE", "Proxy-Connection", "Transfer_Encoding", "Content_Length");

    private static final List<String> KEPT = List.of("x-sum", "grpc-status", "server-timing", "my_own");

    static Stream<Arguments> clientsAndBackends() {
        return Stream.of(AskingClient.values())
                .flatMap(client -> Stream.of(BackendProtocol.HTTP, BackendProtocol.H2C)
                        .map(backend -> Arguments.of(client, backend)));
    }

    private static void serve(BackendProtocol protocol, int port) {
        var change = new HeaderModification(List.of(new HeaderValue("x-set", "ours")), List.of(), List.of("X-Removed"));
        gateway.apply(Configs.of(
                1,
                gateway.dataPort,
                protocol,
                port,
                route(
                        "plain",
                        "/",
                        new RouteFilter.RequestHeaderModifier(change),
                        new RouteFilter.ResponseHeaderModifier(change))));
    }

    /** Names and values of all that one protocol can send. */
    private static String[] trailers(boolean http2, boolean request) {
        List<String> names = new ArrayList<>(KEPT);
        names.addAll(DENIED);
        if (!http2) {
            names.addAll(OF_CONNECTIONS);
        }
        if (request) {
            // With these the edge refuses the request.
            names.removeIf(name -> name.matches("X_.*|X-Forwarded_.*|Content_Length|Transfer_Encoding"));
        }
        if (http2) {
            names.remove("host");
            names.replaceAll(name -> name.toLowerCase(Locale.ROOT));
        }
        return names.stream()
                .flatMap(name -> Stream.of(name, name.equalsIgnoreCase("te") ? "gzip" : "1"))
                .toArray(String[]::new);
    }

    @Nested
    class OfARequest {

        /** An answer before the end would stop the upload. */
        private static H2cBackend.Script answeringAfter(BlockingQueue<String> fields) {
            return request -> Thread.ofVirtual().start(() -> {
                try {
                    String part = request.backend().bodies().take();
                    while (!part.startsWith("trailers ")) {
                        part = request.backend().bodies().take();
                    }
                    fields.add(part);
                    request.head(200, true);
                } catch (InterruptedException over) {
                    Thread.currentThread().interrupt();
                }
            });
        }

        @ParameterizedTest
        @MethodSource("dev.sluice.route.TrailersTest#clientsAndBackends")
        void areJudged(AskingClient client, BackendProtocol protocol) throws Exception {
            BlockingQueue<String> fields = new LinkedBlockingQueue<>();
            try (RecordingBackend http1 = new RecordingBackend();
                    H2cBackend http2 = new H2cBackend(100, answeringAfter(fields))) {
                boolean h2c = protocol == BackendProtocol.H2C;
                serve(protocol, h2c ? http2.endpoint().port() : http1.port());

                Reply reply = client.askOne(
                        gateway.dataPort,
                        Ask.of("POST", "/up").with("hello", trailers(client == AskingClient.HTTP_2, true)));

                assertThat(reply.status()).isEqualTo(200);
                List<String> seen = new ArrayList<>();
                if (h2c) {
                    String names = fields.take();
                    assertThat(names).startsWith("trailers [");
                    seen.addAll(List.of(names.substring(10, names.length() - 1).split(", ", -1)));
                } else {
                    http1.requests()
                            .getFirst()
                            .trailers()
                            .lines()
                            .forEach(line -> seen.add(line.substring(0, line.indexOf(':'))));
                }
                assertThat(seen).map(name -> name.toLowerCase(Locale.ROOT)).containsExactlyElementsOf(KEPT);
            }
        }
    }

    @Nested
    class OfAResponse {

        @ParameterizedTest
        @MethodSource("dev.sluice.route.TrailersTest#clientsAndBackends")
        void areJudged(AskingClient client, BackendProtocol protocol) throws IOException {
            String[] sent = trailers(protocol == BackendProtocol.H2C, false);
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < sent.length; i += 2) {
                lines.append(sent[i]).append(": ").append(sent[i + 1]).append("\r\n");
            }
            try (RawBackend http1 = new RawBackend(peer -> {
                        while (peer.readHead()) {
                            peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n"
                                    + lines + "\r\n");
                        }
                    });
                    H2cBackend http2 = new H2cBackend(100, request -> {
                        request.head(200, false);
                        request.body("hello", false);
                        request.trailers(sent);
                    })) {
                serve(protocol, (protocol == BackendProtocol.H2C ? http2.endpoint() : http1.endpoint()).port());

                Reply reply = client.askOne(gateway.dataPort, Ask.get("/down"));

                assertThat(reply.whole()).isTrue();
                assertThat(reply.body()).isEqualTo("hello");
                assertThat(reply.trailers().names())
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .containsExactlyInAnyOrderElementsOf(KEPT);
            }
        }
    }
}
