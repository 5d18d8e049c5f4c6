package dev.sluice.edge.wire;

import static dev.sluice.route.Configs.route;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.route.Configs;
import dev.sluice.route.DataPlaneFixture;
import dev.sluice.route.DataPlanes;
import dev.sluice.route.LaneSetting;
import dev.sluice.testkit.FreePorts;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.testkit.RawClient;
import dev.sluice.upstream.RawBackend;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;

/** What passes between a client and a backend beside plain requests and responses, in each way in. */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
@ExtendWith({DataPlanes.Shared.class, LeakDetection.class})
class WayInTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @SuppressWarnings("NullAway.Init")
    private static DataPlaneFixture gateway;

    @Parameter
    @SuppressWarnings("NullAway.Init")
    LaneSetting lane;

    @BeforeParameterizedClassInvocation
    static void start(LaneSetting lane, DataPlanes planes) {
        gateway = planes.with(lane);
    }

    private static void serve(RawBackend backend) {
        serve(backend.endpoint().port());
    }

    private static void serve(int backendPort) {
        gateway.apply(Configs.of(1, gateway.dataPort, backendPort, route("plain", "/")));
    }

    private static RawClient connect() throws IOException {
        return RawClient.to(gateway.dataPort);
    }

    private static HttpClient h2c() {
        return HttpClient.newConnection().protocol(HttpProtocol.H2C).baseUrl("http://127.0.0.1:" + gateway.dataPort);
    }

    @Nested
    class AChangeOfProtocol {

        private static final String ASK =
                "GET /chat HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

        private static RawBackend echoing() {
            return new RawBackend(peer -> {
                peer.readHead();
                peer.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
                for (int octet = peer.in().read(); octet >= 0; octet = peer.in().read()) {
                    peer.out().write(octet);
                }
                peer.write("(end)");
            });
        }

        @Test
        void isPassedOnAndThenEveryOctet() throws Exception {
            try (RawBackend backend = echoing()) {
                serve(backend);
                try (RawClient client = connect()) {
                    client.send(ASK);
                    assertThat(client.readTo("\r\n\r\n"))
                            .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
                            .containsIgnoringCase("\r\nupgrade: websocket\r\n")
                            .containsIgnoringCase("\r\nconnection: upgrade\r\n");
                    client.send("\u0000\u00ffnot HTTP at all\n");
                    assertThat(client.readTo("\n")).isEqualTo("\u0000\u00ffnot HTTP at all\n");
                    client.endOutput();
                    assertThat(client.readTo("(end)")).endsWith("(end)");
                    assertThat(client.readAll()).isEmpty();
                }
                assertThat(backend.heads().take())
                        .containsIgnoringCase("\r\nupgrade: websocket\r\n")
                        .containsIgnoringCase("\r\nconnection: upgrade\r\n");
            }
        }

        @Test
        void losesNoOctetThatCameEarly() throws Exception {
            try (RawBackend backend = echoing()) {
                serve(backend);
                try (RawClient client = connect()) {
                    client.send(ASK + "early\n");
                    client.readTo("\r\n\r\n");
                    assertThat(client.readTo("\n")).isEqualTo("early\n");
                }
            }
        }

        @Test
        void thatTheBackendRefusesIsAnswered() throws Exception {
            try (RawBackend backend = new RawBackend(peer -> {
                while (peer.readHead()) {
                    peer.write("HTTP/1.1 426 Upgrade Required\r\nContent-Length: 2\r\n\r\nno");
                }
            })) {
                serve(backend);
                try (RawClient client = connect()) {
                    client.send(ASK);
                    assertThat(client.readTo("\r\n\r\nno")).startsWith("HTTP/1.1 426 ");
                    client.send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
                    assertThat(client.readTo("\r\n\r\nno")).startsWith("HTTP/1.1 426 ");
                }
            }
        }

        @Test
        void endsForTheBackendWhenTheClientGoes() throws Exception {
            CountDownLatch gone = new CountDownLatch(1);
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                peer.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
                if (peer.in().read() < 0) {
                    gone.countDown();
                }
            })) {
                serve(backend);
                try (RawClient client = connect()) {
                    client.send(ASK);
                    client.readTo("\r\n\r\n");
                }
                assertThat(gone.await(20, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Nested
    class AnInterimResponse {

        @Test
        void precedesTheFinalOne() throws Exception {
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                peer.write(
                        "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            })) {
                serve(backend);
                try (RawClient client = connect()) {
                    client.send("GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n");
                    assertThat(client.readTo("\r\n\r\n"))
                            .startsWith("HTTP/1.1 103 ")
                            .containsIgnoringCase("\r\nlink: </a.css>\r\n");
                    assertThat(client.readTo("\r\n\r\nok"))
                            .startsWith("HTTP/1.1 200 ")
                            .endsWith("ok");
                }
            }
        }
    }

    @Nested
    class AClientThatWaitsForLeaveToSend {

        private static final String ASK =
                "POST / HTTP/1.1\r\nHost: a.test\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n";

        @Test
        void isGivenItOnceTheBackendIsThere() throws Exception {
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                peer.write("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n"
                        + new String(peer.in().readNBytes(3), StandardCharsets.ISO_8859_1));
            })) {
                serve(backend);
                try (RawClient client = connect()) {
                    client.send(ASK);
                    assertThat(client.readTo("\r\n\r\n")).startsWith("HTTP/1.1 100 Continue\r\n");
                    client.send("abc");
                    assertThat(client.readTo("\r\n\r\nabc"))
                            .startsWith("HTTP/1.1 200 ")
                            .endsWith("abc");
                }
                assertThat(backend.heads().take()).doesNotContainIgnoringCase("expect");
            }
        }

        @Test
        void isNotGivenItWithoutABackendAndTheConnectionEnds() throws Exception {
            serve(FreePorts.next());
            try (RawClient client = connect()) {
                client.send(ASK);
                assertThat(client.readAll())
                        .startsWith("HTTP/1.1 50")
                        .containsIgnoringCase("\r\nconnection: close\r\n");
            }
        }
    }

    @Nested
    class Trailers {

        private static RawBackend trailing() {
            return new RawBackend(peer -> {
                peer.readHead();
                peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nx-sum: 42\r\n\r\n");
            });
        }

        @Test
        void reachTheClient() throws Exception {
            try (RawBackend backend = trailing()) {
                serve(backend);
                try (RawClient client = connect()) {
                    client.send("GET / HTTP/1.1\r\nHost: a.test\r\nTE: trailers\r\nConnection: TE, close\r\n\r\n");
                    assertThat(client.readAll()).endsWith("\r\n2\r\nok\r\n0\r\nx-sum: 42\r\n\r\n");
                }
            }
        }

        @Test
        void reachAnHttp2Client() throws Exception {
            try (RawBackend backend = trailing()) {
                serve(backend);
                HttpHeaders trailers = h2c().get()
                        .uri("/")
                        .responseSingle((response, body) -> body.asString().then(response.trailerHeaders()))
                        .block(PATIENCE);

                assertThat(trailers).isNotNull();
                assertThat(String.valueOf(trailers)).contains("x-sum: 42");
            }
        }

        @Test
        void reachTheBackend() throws Exception {
            CountDownLatch seen = new CountDownLatch(1);
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                peer.reader().readTo("0\r\nx-sum: 42\r\n\r\n");
                seen.countDown();
                peer.write(RawBackend.OK);
            })) {
                serve(backend);
                try (RawClient client = connect()) {
                    client.send("POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n");
                    client.send("3\r\nabc\r\n0\r\nx-sum: 42\r\n\r\n");
                    assertThat(client.readTo("\r\n\r\n")).startsWith("HTTP/1.1 200 ");
                }
                assertThat(seen.getCount()).isZero();
            }
        }
    }

    @Nested
    class ABodyThatBreaksOff {

        @ParameterizedTest
        @ValueSource(strings = {"Content-Length: 10\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"})
        void isAResetOverHttp2(String head) throws Exception {
            CountDownLatch read = new CountDownLatch(1);
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                peer.write("HTTP/1.1 200 OK\r\n" + head);
                read.await(20, TimeUnit.SECONDS);
            })) {
                serve(backend);
                Mono<String> body = h2c().get()
                        .uri("/")
                        .responseContent()
                        .asString()
                        .doOnNext(part -> read.countDown())
                        .collectList()
                        .map(parts -> String.join("", parts));

                assertThatThrownBy(() -> body.block(PATIENCE)).isNotInstanceOf(IllegalStateException.class);
                assertThat(read.getCount()).isZero();
            }
        }
    }

    @Nested
    class ABodyWithoutEnd {

        private static final int MEBIBYTE = 1 << 20;

        @Test
        void isReadNoFasterThanTheClientTakesIt() throws Exception {
            AtomicLong written = new AtomicLong();
            byte[] part = new byte[64 * 1024];
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                peer.write("HTTP/1.1 200 OK\r\nContent-Length: " + 64L * MEBIBYTE + "\r\n\r\n");
                for (int i = 0; i < 1024; i++) {
                    peer.out().write(part);
                    written.addAndGet(part.length);
                }
            })) {
                serve(backend);
                try (RawClient client = connect()) {
                    client.send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
                    client.readTo("\r\n\r\n");
                    AtomicLong before = new AtomicLong(-1);
                    await().atMost(PATIENCE)
                            .pollInterval(Duration.ofMillis(300))
                            .until(() -> before.getAndSet(written.get()) == written.get());
                    assertThat(written).hasValueLessThan(32L * MEBIBYTE);

                    client.reader().in().skipNBytes(64L * MEBIBYTE);
                    assertThat(written).hasValue(64L * MEBIBYTE);
                }
            }
        }

        @Test
        void isGivenUpWhenTheClientGoes() throws Exception {
            CountDownLatch gone = new CountDownLatch(1);
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n");
                try {
                    if (peer.in().read() < 0) {
                        gone.countDown();
                    }
                } catch (IOException reset) {
                    gone.countDown();
                }
            })) {
                serve(backend);
                try (RawClient client = connect()) {
                    client.send("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
                    client.readTo("ok");
                }
                assertThat(gone.await(20, TimeUnit.SECONDS)).isTrue();
            }
        }

        @Test
        void ofARequestIsStreamed() {
            String body = "x".repeat(3 * MEBIBYTE);
            gateway.apply(Configs.of(1, gateway.dataPort, gateway.backend.port(), route("plain", "/")));
            String answer = gateway.client
                    .post()
                    .uri("http://127.0.0.1:" + gateway.dataPort + "/up")
                    .send(ByteBufFlux.fromString(Mono.just(body).flux()))
                    .responseContent()
                    .aggregate()
                    .asString()
                    .block(PATIENCE);

            assertThat(answer).endsWith(body);
        }
    }
}
