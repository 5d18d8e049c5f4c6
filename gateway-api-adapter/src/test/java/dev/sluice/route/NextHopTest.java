package dev.sluice.route;

import static dev.sluice.route.Configs.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.filter.HeaderModification;
import dev.sluice.config.filter.HeaderModification.HeaderValue;
import dev.sluice.config.filter.Redirect;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.match.PathMatch;
import dev.sluice.edge.wire.RecordingBackend;
import dev.sluice.route.AskingClient.Ask;
import dev.sluice.route.AskingClient.Reply;
import dev.sluice.testkit.FreePorts;
import dev.sluice.upstream.H2cBackend;
import dev.sluice.upstream.RawBackend;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What RFC 9110 asks of an intermediary, over each protocol and on each way in. */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
class NextHopTest extends GatewayOfEachLane {

    private static void serve(int port, RouteFilter... filters) {
        gateway.apply(Configs.of(1, gateway.dataPort, port, route("plain", "/", filters)));
    }

    private static String head(RecordingBackend backend) {
        return backend.requests().getFirst().head();
    }

    @Nested
    class Te {

        private static Ask ask(AskingClient client, String te) {
            return client == AskingClient.HTTP_1 ? Ask.get("/", "TE", te, "Connection", "TE") : Ask.get("/", "te", te);
        }

        @ParameterizedTest
        @EnumSource
        void tellsAnHttp2BackendThatTrailersAreTaken(AskingClient client) throws Exception {
            try (H2cBackend backend = H2cBackend.answering()) {
                gateway.apply(Configs.of(
                        1,
                        gateway.dataPort,
                        BackendProtocol.H2C,
                        backend.endpoint().port(),
                        route("plain", "/")));

                client.askOne(gateway.dataPort, ask(client, "trailers"));

                Http2Headers head = backend.heads().poll(20, TimeUnit.SECONDS);
                assertThat(head).isNotNull();
                assertThat(head.getAll("te")).map(CharSequence::toString).containsExactly("trailers");
            }
        }

        @ParameterizedTest
        @EnumSource
        void staysOnTheConnectionWithHttp1(AskingClient client) throws IOException {
            try (RecordingBackend backend = new RecordingBackend()) {
                serve(backend.port());

                client.askOne(gateway.dataPort, ask(client, "trailers"));

                assertThat(head(backend)).doesNotContainIgnoringCase("\r\nte:");
            }
        }

        /** What a client accepts ends here; we accept trailers ourselves, and gRPC servers want to read that. */
        @Test
        void isTrailersToAnHttp2BackendWhateverTheClientSays() throws Exception {
            try (H2cBackend backend = H2cBackend.answering()) {
                gateway.apply(Configs.of(
                        1,
                        gateway.dataPort,
                        BackendProtocol.H2C,
                        backend.endpoint().port(),
                        route("plain", "/")));

                AskingClient.HTTP_1.askOne(gateway.dataPort, ask(AskingClient.HTTP_1, "deflate;q=0.5"));

                Http2Headers head = backend.heads().poll(20, TimeUnit.SECONDS);
                assertThat(head).isNotNull();
                assertThat(head.getAll("te")).hasToString("[trailers]");
            }
        }
    }

    @Nested
    class AnUpgradeThatIsRequired {

        @ParameterizedTest
        @EnumSource
        void namesTheProtocolsToHttp1(AskingClient client) throws IOException {
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                peer.write("""
                        HTTP/1.1 426 Upgrade Required\r
                        Upgrade: TLS/1.3, x\r
                        Connection: Upgrade\r
                        Content-Length: 0\r
                        \r
                        """);
            })) {
                serve(backend.endpoint().port());

                Reply reply = client.askOne(gateway.dataPort, Ask.get("/"));

                boolean http1 = client == AskingClient.HTTP_1;
                assertThat(reply.status()).isEqualTo(426);
                assertThat(reply.header("upgrade")).isEqualTo(http1 ? "TLS/1.3, x" : "");
                assertThat(reply.header("connection")).isEqualToIgnoringCase(http1 ? "upgrade" : "");
            }
        }
    }

    @Nested
    class AnUpgradeWithALengthOfZero {

        @Test
        void isAnUpgrade() throws Exception {
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                peer.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
            })) {
                serve(backend.endpoint().port());

                List<Reply> replies = AskingClient.HTTP_1.ask(
                        gateway.dataPort,
                        Ask.get("/", "Connection", "Upgrade", "Upgrade", "websocket", "Content-Length", "0"));

                assertThat(replies).as("nothing but a 101").isEmpty();
                assertThat(backend.heads().poll(20, TimeUnit.SECONDS))
                        .containsIgnoringCase("\r\nupgrade: websocket\r\n");
            }
        }
    }

    @Nested
    class AnInterimResponse {

        @ParameterizedTest
        @EnumSource
        void hasNoLength(AskingClient client) throws IOException {
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                peer.write("HTTP/1.1 103 Early Hints\r\nContent-Length: 5\r\nLink: </a>\r\n\r\n"
                        + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            })) {
                serve(backend.endpoint().port());

                Reply reply = client.askOne(gateway.dataPort, Ask.get("/"));

                assertThat(reply.interim()).containsExactly(103);
                assertThat(reply.interimLengths()).isEmpty();
                assertThat(reply.body()).isEqualTo("ok");
            }
        }
    }

    @Nested
    class AHead {

        @ParameterizedTest
        @EnumSource
        void isAnsweredWithoutContentWhoeverAnswers(AskingClient client) throws IOException {
            gateway.apply(Configs.of(
                    1,
                    gateway.dataPort,
                    FreePorts.next(),
                    route("dead", "/dead"),
                    route(
                            "moved",
                            "/moved",
                            new RouteFilter.RequestRedirect(new Redirect("https", "b.test", null, null, 302)))));
            for (String path : List.of("/dead", "/moved", "/none", "/%2e%2e/x", "/dead")) {
                List<Reply> replies = client.ask(gateway.dataPort, Ask.of("HEAD", path), Ask.of("HEAD", "/moved"));

                assertThat(replies.getFirst().status()).isGreaterThanOrEqualTo(300);
                for (Reply reply : replies) {
                    assertThat(reply.body()).isEmpty();
                    assertThat(reply.whole()).isTrue();
                }
            }
        }
    }

    @Nested
    class MaxForwards {

        @ParameterizedTest
        @CsvSource({
            "HTTP_1,OPTIONS,200",
            "HTTP_2,OPTIONS,200",
            "HTTP_1,TRACE,501",
            "HTTP_2,TRACE,501",
        })
        void ofZeroIsAnsweredHere(AskingClient client, String method, int status) throws IOException {
            try (RecordingBackend backend = new RecordingBackend()) {
                serve(backend.port());

                Reply reply = client.askOne(gateway.dataPort, Ask.of(method, "/", "Max-Forwards", "0"));

                assertThat(reply.status()).isEqualTo(status);
                assertThat(backend.requests()).isEmpty();
            }
        }

        @ParameterizedTest
        @CsvSource({
            "HTTP_1,OPTIONS,1,0",
            "HTTP_2,TRACE,7,6",
            "HTTP_1,TRACE,10,9",
            "HTTP_2,GET,0,0",
            "HTTP_1,OPTIONS,x,x",
        })
        void isCountedForTraceAndOptions(AskingClient client, String method, String sent, String seen)
                throws IOException {
            try (RecordingBackend backend = new RecordingBackend()) {
                serve(backend.port());

                client.askOne(gateway.dataPort, Ask.of(method, "/", "Max-Forwards", sent));

                assertThat(head(backend)).containsIgnoringCase("\r\nmax-forwards: " + seen + "\r\n");
            }
        }
    }

    @Nested
    class ARequestWithoutABody {

        @ParameterizedTest
        @CsvSource({"POST,true", "PUT,true", "PATCH,true", "GET,false", "DELETE,false"})
        void saysSoOverHttp1WhereItsMethodHasOne(String method, boolean says) throws IOException {
            try (RecordingBackend backend = new RecordingBackend()) {
                serve(backend.port());

                AskingClient.HTTP_2.askOne(gateway.dataPort, Ask.of(method, "/"));

                assertThat(head(backend).toLowerCase(java.util.Locale.ROOT).contains("\r\ncontent-length: 0\r\n"))
                        .isEqualTo(says);
                assertThat(head(backend)).doesNotContainIgnoringCase("transfer-encoding");
            }
        }
    }

    @Nested
    class AnExpectation {

        @ParameterizedTest
        @CsvSource({"GET /a,100-continue,''", "POST /a,nonsense,'Content-Length: 2\r\n'"})
        void ofNoBodyOrOfSomethingElseIsIgnored(String line, String expectation, String length) throws IOException {
            serve(FreePorts.next());

            List<Reply> replies = AskingClient.HTTP_1.ask(
                    gateway.dataPort,
                    length.isEmpty()
                            ? Ask.get("/a", "Expect", expectation)
                            : Ask.of("POST", "/a", "Expect", expectation, "Content-Length", "2")
                                    .with("ab"),
                    Ask.get("/b"));

            assertThat(replies).extracting(Reply::status).containsExactly(502, 502);
        }
    }

    @Nested
    class AHeaderModifier {

        @ParameterizedTest
        @EnumSource
        void takesNamesThatDifferInCaseForOneAndTheFirstCounts(AskingClient client) throws IOException {
            var change = new HeaderModification(
                    List.of(new HeaderValue("X-Set", "first"), new HeaderValue("x-set", "second")),
                    List.of(new HeaderValue("X-Add", "first"), new HeaderValue("x-add", "second")),
                    List.of());
            try (RecordingBackend backend = new RecordingBackend()) {
                serve(
                        backend.port(),
                        new RouteFilter.RequestHeaderModifier(change),
                        new RouteFilter.ResponseHeaderModifier(change));

                Reply reply = client.askOne(gateway.dataPort, Ask.get("/", "x-set", "old", "x-add", "old"));

                assertThat(head(backend))
                        .contains("\r\nX-Set: first\r\n", "\r\nx-add: old\r\n", "\r\nX-Add: first\r\n");
                assertThat(head(backend)).doesNotContain("second");
                assertThat(reply.header("x-set")).isEqualTo("first");
                assertThat(reply.header("x-add")).isEqualTo("first");
            }
        }
    }

    @Nested
    class APathWithPercentEncodings {

        @ParameterizedTest
        @CsvSource({
            "/exact%C3%A9,/exact%c3%a9",
            "/exact%c3%a9,/exact%C3%A9",
            "/pre%c3%a9,/pre%C3%A9",
            "/pre%C3%A9,/pre%c3%a9/more%2f"
        })
        void matchesInWhateverCaseAndIsForwardedAsItCame(String configured, String asked) throws IOException {
            PathMatch match = configured.startsWith("/exact")
                    ? new PathMatch.Exact(configured)
                    : new PathMatch.Prefix(configured);
            try (RecordingBackend backend = new RecordingBackend()) {
                gateway.apply(Configs.of(1, gateway.dataPort, backend.port(), route("only", match)));

                AskingClient.HTTP_1.askOne(gateway.dataPort, Ask.get(asked));

                assertThat(backend.requests())
                        .singleElement()
                        .satisfies(seen -> assertThat(seen.target()).isEqualTo(asked));
            }
        }
    }
}
