package dev.sluice.route;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.LeakDetection;
import dev.sluice.testkit.NeedsProgram;
import dev.sluice.upstream.RawBackend;
import io.netty.handler.codec.http.HttpMethod;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The filter Compression, in each lane. */
@ExtendWith(LeakDetection.class)
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
class CompressionLaneTest extends GatewayOfEachLane {

    private static final String TEXT = "0123456789 abcdefghij\n".repeat(5_000);
    private static final String JSON = "Content-Type: application/json; charset=utf-8\r\n";

    private final CountDownLatch more = new CountDownLatch(1);
    private @Nullable RawBackend backend;

    @AfterEach
    void close() throws IOException {
        more.countDown();
        if (backend != null) {
            backend.close();
        }
    }

    /** A response as it came; a body that is compressed is opened. */
    private record Got(int status, Map<String, String> headers, int octets, String body) {}

    private void serve(RawBackend.Script script, String... args) {
        backend = new RawBackend(script);
        serveFilters(backend.endpoint().port(), filter("Compression", args));
    }

    private void answering(String head, String body, String... args) {
        serve(
                peer -> {
                    while (peer.readHead()) {
                        peer.write("HTTP/1.1 " + head + "Content-Length: " + body.length() + "\r\n\r\n" + body);
                    }
                },
                args);
    }

    private Got get(String acceptEncoding) {
        return ask(HttpMethod.GET, acceptEncoding);
    }

    private Got ask(HttpMethod method, String acceptEncoding) {
        return requireNonNull(gateway.client
                .headers(all -> all.set("accept-encoding", acceptEncoding))
                .request(method)
                .uri("http://127.0.0.1:" + gateway.dataPort + "/")
                .responseSingle((response, content) -> content.asByteArray()
                        .defaultIfEmpty(new byte[0])
                        .map(body -> new Got(
                                response.status().code(),
                                DataPlaneFixture.first(response.responseHeaders()),
                                body.length,
                                opened(response.responseHeaders().get("content-encoding"), body))))
                .block(Duration.ofSeconds(20)));
    }

    private static String opened(@Nullable String coding, byte[] body) {
        try (InputStream in = opened(coding, new ByteArrayInputStream(body))) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream opened(@Nullable String coding, InputStream in) throws IOException {
        return switch (coding) {
            case "gzip" -> new GZIPInputStream(in, 1);
            case "br" -> new BrotliText(in);
            case null, default -> in;
        };
    }

    @ParameterizedTest
    @CsvSource({"'gzip, br', br", "'br;q=0.9, gzip', gzip", "gzip, gzip", "*, gzip"})
    void responseIsCompressedForAClientThatWantsIt(String accepted, String coding) {
        answering("200 OK\r\n" + JSON + "ETag: \"1\"\r\nAccept-Ranges: bytes\r\n", TEXT);

        Got got = get(accepted);
        assertThat(got.body()).isEqualTo(TEXT);
        assertThat(got.octets()).isLessThan(TEXT.length() / 10);
        assertThat(got.headers())
                .containsEntry("content-encoding", coding)
                .containsEntry("vary", "Accept-Encoding")
                .containsEntry("etag", "W/\"1\"")
                .doesNotContainKeys("content-length", "accept-ranges");
    }

    @Test
    void clientThatDoesNotWantItGetsTheSameWithAWordForCaches() {
        answering("200 OK\r\n" + JSON + "ETag: \"1\"\r\nVary: Origin\r\n", TEXT);

        Got got = get("zstd");
        assertThat(got.body()).isEqualTo(TEXT);
        assertThat(got.headers())
                .doesNotContainKey("content-encoding")
                .containsEntry("vary", "Origin,Accept-Encoding")
                .containsEntry("etag", "\"1\"")
                .containsEntry("content-length", String.valueOf(TEXT.length()));
    }

    @Test
    void responseToAHeadIsNotCompressed() {
        serve(peer -> {
            while (peer.readHead()) {
                peer.write("HTTP/1.1 200 OK\r\n" + JSON + "Content-Length: 100000\r\n\r\n");
            }
        });

        assertThat(ask(HttpMethod.HEAD, "br, gzip").headers())
                .containsEntry("content-length", "100000")
                .containsEntry("vary", "Accept-Encoding")
                .doesNotContainKey("content-encoding");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "200 OK\r\nContent-Type: image/png\r\n",
                "200 OK\r\n",
                "200 OK\r\nContent-Type: text/event-stream\r\n",
                "200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: deflate\r\n",
                "200 OK\r\nContent-Type: text/plain\r\nCache-Control: private, No-Transform\r\n",
                "200 OK\r\nContent-Type: text/plain\r\nContent-Digest: sha-256=:AA==:\r\n",
                "206 Partial Content\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-1/2\r\n"
            })
    void responseThatMustNotBeChangedIsNot(String head) {
        answering(head, TEXT);

        Got got = get("br, gzip");
        assertThat(got.body()).isEqualTo(TEXT);
        assertThat(got.headers())
                .doesNotContainKey("vary")
                .doesNotContainEntry("content-encoding", "gzip")
                .doesNotContainEntry("content-encoding", "br");
    }

    @Test
    void onlyWhatTheArgumentsListIsOffered() {
        answering("200 OK\r\n" + JSON, TEXT, "encodings[0]", "gzip");

        assertThat(get("br, gzip;q=0.1").headers()).containsEntry("content-encoding", "gzip");
        assertThat(get("br").headers()).doesNotContainKey("content-encoding").containsEntry("vary", "Accept-Encoding");
    }

    @Test
    void orderOfTheArgumentsDecidesWhereTheClientDoesNot() {
        answering("200 OK\r\n" + JSON, TEXT, "encodings[0]", "gzip", "encodings[1]", "br");

        assertThat(get("br, gzip").headers()).containsEntry("content-encoding", "gzip");
        assertThat(get("br, gzip;q=0.5").headers()).containsEntry("content-encoding", "br");
    }

    /** By a client that others wrote. */
    @ParameterizedTest
    @CsvSource({"1, br", "4, br", "9, br", "1, gzip", "9, gzip"})
    void bodyOfManyPartsIsTheSameAtEachLevel(String level, String coding) throws Exception {
        NeedsProgram.Condition.assumeInstalled("curl", "bodyOfManyPartsIsTheSameAtEachLevel");
        String large = TEXT.repeat(30);
        answering("200 OK\r\n" + JSON, large, "level", level);

        Process curl = new ProcessBuilder(
                        "curl",
                        "-sf",
                        "--compressed",
                        "-H",
                        "Accept-Encoding: " + coding,
                        "-D",
                        "/dev/stderr",
                        "http://127.0.0.1:" + gateway.dataPort + "/")
                .start();
        assertThat(new String(curl.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                .isEqualTo(large);
        assertThat(curl.waitFor()).isZero();
        assertThat(new String(curl.getErrorStream().readAllBytes(), StandardCharsets.US_ASCII))
                .contains("content-encoding: " + coding + "\r\n");
    }

    @Test
    void shortResponseIsNotWorthIt() {
        answering("200 OK\r\n" + JSON, "x".repeat(1023));
        assertThat(get("gzip").headers()).doesNotContainKey("content-encoding");
    }

    @Test
    void failureWithALongBodyIsCompressedToo() {
        answering("500 No\r\nContent-Type: text/html\r\n", TEXT);
        Got got = get("gzip");
        assertThat(got.status()).isEqualTo(500);
        assertThat(got.headers()).containsEntry("content-encoding", "gzip");
    }

    /** A client sees what the backend has written, though the end is not there. */
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br"})
    void whatTheBackendHasSentDoesNotWaitForTheRest(String coding) throws IOException {
        serve(peer -> {
            peer.readHead();
            peer.write(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n");
            more.await();
            peer.write("4\r\nlast\r\n0\r\n\r\n");
        });
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.dataPort)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET / HTTP/1.0\r\nHost: a\r\nAccept-Encoding: " + coding + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            skipHead(in);
            InputStream body = opened(coding, in);
            assertThat(new String(body.readNBytes(5), StandardCharsets.US_ASCII))
                    .isEqualTo("first");
            more.countDown();
            assertThat(new String(body.readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo("last");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br"})
    void bodyThatBreaksOffIsNotWhole(String coding) throws IOException {
        serve(peer -> {
            peer.readHead();
            peer.write(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n");
        });
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.dataPort)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: " + coding + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            skipHead(in);
            assertThat(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1))
                    .doesNotEndWith("0\r\n\r\n");
        }
    }

    private static void skipHead(InputStream in) throws IOException {
        int ends = 0;
        while (ends < 4) {
            int octet = in.read();
            ends = octet == (ends % 2 == 0 ? '\r' : '\n') ? ends + 1 : 0;
        }
    }
}
