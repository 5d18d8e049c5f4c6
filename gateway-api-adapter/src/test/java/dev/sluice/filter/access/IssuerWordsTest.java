package dev.sluice.filter.access;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.CapturedLog;
import dev.sluice.text.HostileWords;
import dev.sluice.upstream.AddressGuard;
import dev.sluice.upstream.RawBackend;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever an issuer answers instead of its keys, the log gets one short line. */
final class IssuerWordsTest {

    /** Less than what is read of an answer. */
    private static final int MANY = 400 * 1024;

    private static final int TOO_MANY = 1 << 20;

    static Stream<String> answers() {
        return Stream.of(
                "HTTP/1.1 500 " + HostileWords.of(100) + "\r\n\r\n",
                HostileWords.of(TOO_MANY) + "\r\n\r\n",
                "HTTP/1.1 200 OK\r\n\u001b]0;owned\u0007: a\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: \u001b[2J\u009b31m\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: " + "9".repeat(5000) + "\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\u001b]0;owned\u0007\r\n",
                "HTTP/1.1 200 OK\r\nX-Long: " + "x".repeat(TOO_MANY) + "\r\n\r\n",
                whole(HostileWords.of(MANY)),
                whole(HostileWords.of(TOO_MANY)),
                whole("{\"keys\":[{\"kty\":\"" + HostileWords.json(MANY) + "\"}]}"),
                whole("{\"keys\":[{\"kty\":\"EC\",\"crv\":\"" + HostileWords.json(MANY) + "\"}]}"),
                whole("{\"keys\":[{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\",\"x5u\":\"" + HostileWords.json(MANY)
                        + "\"}]}"),
                whole("{\"keys\":\"" + HostileWords.json(MANY) + "\"}"));
    }

    private static String whole(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.getBytes(StandardCharsets.ISO_8859_1).length + "\r\n\r\n"
                + body;
    }

    @ParameterizedTest
    @MethodSource("answers")
    void areOneShortLineOfTheLog(String answer) throws Exception {
        try (var log = new CapturedLog(RemoteDocument.class);
                var issuer = new RawBackend(peer -> {
                    peer.readHead();
                    peer.write(answer);
                })) {
            var jwks = new RemoteJwks(
                    URI.create("http://127.0.0.1:" + issuer.port() + "/keys"),
                    new IssuerClient(AddressGuard.NONE),
                    System::nanoTime);

            assertThatThrownBy(() -> jwks.keys("one").block()).isInstanceOf(Jwks.Unavailable.class);

            HostileWords.assertAreHarmless(log.lines());
        }
    }
}
