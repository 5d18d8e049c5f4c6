package dev.sluice.route;

import static dev.sluice.route.Configs.route;
import static dev.sluice.route.Configs.spring;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.route.AskingClient.Ask;
import dev.sluice.route.AskingClient.Reply;
import dev.sluice.upstream.H2cBackend;
import dev.sluice.upstream.RawBackend;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One law: a response is as long as it says, or the client sees that it is not. */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
class ContentLengthTest extends GatewayOfEachLane {

    /** Answers {@code /second} well, all else with a script. */
    private static H2cBackend h2c(H2cBackend.Script script) {
        return new H2cBackend(100, request -> {
            if (request.head().path().toString().equals("/second")) {
                request.head(200, false, "content-length", "6");
                request.body("SECOND", true);
            } else {
                script.serve(request);
            }
        });
    }

    private static RawBackend http1(String first) {
        return new RawBackend(peer -> {
            for (String head = peer.head(); !head.isEmpty(); head = peer.head()) {
                boolean second = head.startsWith("GET /second ");
                peer.write(second ? "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nSECOND" : first);
            }
        });
    }

    private static void serve(BackendProtocol protocol, int port) {
        gateway.apply(Configs.of(1, gateway.dataPort, protocol, port, route("plain", "/")));
    }

    /** The first is refused and the second right, or the first is not whole, or it is and nothing follows it. */
    private static void assertHonest(AskingClient client) throws IOException {
        List<Reply> replies = client.ask(gateway.dataPort, Ask.get("/first"), Ask.get("/second"));

        Reply first = replies.getFirst();
        assertThat(first.body()).doesNotContain("HTTP/", "SECOND");
        if (first.whole() && first.status() == 200) {
            assertThat(first.body()).hasSize(5);
            assertThat(replies).as("nothing follows on the connection").hasSize(1);
        } else if (first.whole()) {
            assertThat(first.status()).isIn(500, 502);
        }
        for (Reply second : replies.subList(1, replies.size())) {
            assertThat(second.body()).isEqualTo("SECOND");
        }
    }

    @Nested
    class ABackendThatSpeaksHttp2 {

        static Stream<Arguments> clientsAndScripts() {
            return Arrays.stream(AskingClient.values())
                    .flatMap(client -> Stream.<H2cBackend.Script>of(
                                    request -> request.head(200, true, "content-length", "5"),
                                    request -> {
                                        request.head(200, false, "content-length", "5");
                                        request.body("", true);
                                    },
                                    request -> {
                                        request.head(200, false, "content-length", "5");
                                        request.trailers("x-sum", "1");
                                    },
                                    request -> {
                                        request.head(200, false, "content-length", "5");
                                        request.body("hell", true);
                                    },
                                    request -> {
                                        request.head(200, false, "content-length", "5");
                                        request.body("hello!", true);
                                    })
                            .map(script -> Arguments.of(client, script)));
        }

        @ParameterizedTest
        @MethodSource("clientsAndScripts")
        void isHeldToItsLength(AskingClient client, H2cBackend.Script script) throws IOException {
            try (H2cBackend backend = h2c(script)) {
                serve(BackendProtocol.H2C, backend.endpoint().port());

                assertHonest(client);
            }
        }

        @ParameterizedTest
        @EnumSource
        void mayPromiseALengthToHead(AskingClient client) throws IOException {
            try (H2cBackend backend = h2c(request -> request.head(200, true, "content-length", "5"))) {
                serve(BackendProtocol.H2C, backend.endpoint().port());

                List<Reply> replies = client.ask(gateway.dataPort, Ask.of("HEAD", "/first"), Ask.get("/second"));

                assertThat(replies.getFirst().status()).isEqualTo(200);
                assertThat(replies.getFirst().header("content-length")).isEqualTo("5");
                assertThat(replies.getLast().body()).isEqualTo("SECOND");
            }
        }
    }

    @Nested
    class AResponseWithoutContent {

        @ParameterizedTest
        @EnumSource
        void mayHaveALengthWhereItIsNotModified(AskingClient client) throws IOException {
            try (RawBackend backend = http1("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n")) {
                serve(BackendProtocol.HTTP, backend.endpoint().port());

                List<Reply> replies = client.ask(gateway.dataPort, Ask.get("/first"), Ask.get("/second"));

                assertThat(replies.getFirst().status()).isEqualTo(304);
                assertThat(replies.getFirst().header("content-length")).isEqualTo("5");
                assertThat(replies.getLast().body()).isEqualTo("SECOND");
            }
        }

        @ParameterizedTest
        @EnumSource
        void hasNoLengthWhereItResetsTheContent(AskingClient client) throws IOException {
            try (RawBackend backend = http1("HTTP/1.1 205 Reset Content\r\nContent-Length: 5\r\n\r\nhello")) {
                serve(BackendProtocol.HTTP, backend.endpoint().port());

                List<Reply> replies = client.ask(gateway.dataPort, Ask.get("/first"), Ask.get("/second"));

                assertThat(replies.getFirst().status()).isEqualTo(205);
                assertThat(replies.getFirst().header("content-length")).isIn("", "0");
                assertThat(replies.getFirst().body()).isEmpty();
                assertThat(replies.getLast().body()).isEqualTo("SECOND");
            }
        }

        @ParameterizedTest
        @EnumSource
        void hasNoLengthWhereItHasNoContent(AskingClient client) throws IOException {
            try (RawBackend backend = http1("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n")) {
                serve(BackendProtocol.HTTP, backend.endpoint().port());

                List<Reply> replies = client.ask(gateway.dataPort, Ask.get("/first"), Ask.get("/second"));

                assertThat(replies.getFirst().status()).isEqualTo(204);
                assertThat(replies.getFirst().headers().contains("content-length"))
                        .isFalse();
                assertThat(replies.getLast().body()).isEqualTo("SECOND");
            }
        }
    }

    /** Commas part the buffers; the backend promised five octets. */
    @Nested
    class ABodyThatAFilterReplaced {

        static Stream<Arguments> clientsAndBodies() {
            return Arrays.stream(AskingClient.values())
                    .flatMap(client -> Stream.of("", "hell", "he,ll", "hello!", "hello,!", "hello,,HTTP/1.1 200 OK")
                            .map(body -> Arguments.of(client, body)));
        }

        @ParameterizedTest
        @MethodSource("clientsAndBodies")
        void isHeldToTheLength(AskingClient client, String body) throws IOException {
            assumeThat(lane).isEqualTo(LaneSetting.WEBFLUX);
            try (RawBackend backend = http1("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHELLO")) {
                gateway.apply(Configs.of(
                        1,
                        gateway.dataPort,
                        backend.endpoint().port(),
                        route("first", "/first", spring("SetBody", Map.of("text", body))),
                        route("second", "/second")));

                assertHonest(client);
            }
        }

        @ParameterizedTest
        @EnumSource
        void ofThatLengthIsSent(AskingClient client) throws IOException {
            assumeThat(lane).isEqualTo(LaneSetting.WEBFLUX);
            try (RawBackend backend = http1("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHELLO")) {
                gateway.apply(Configs.of(
                        1,
                        gateway.dataPort,
                        backend.endpoint().port(),
                        route("first", "/first", spring("SetBody", Map.of("text", "he,llo")))));

                assertThat(client.askOne(gateway.dataPort, Ask.get("/first")).body())
                        .isEqualTo("hello");
            }
        }
    }
}
