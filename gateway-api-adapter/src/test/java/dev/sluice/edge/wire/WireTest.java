package dev.sluice.edge.wire;

import static dev.sluice.route.Configs.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.route.Configs;
import dev.sluice.route.DataPlaneFixture;
import dev.sluice.route.DataPlanes;
import dev.sluice.route.LaneSetting;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.testkit.RawClient;
import dev.sluice.upstream.RawBackend;
import java.io.IOException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire, octet by octet, between old or failing peers. */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
@ExtendWith({DataPlanes.Shared.class, LeakDetection.class})
class WireTest {

    @SuppressWarnings("NullAway.Init")
    private static DataPlaneFixture gateway;

    @Parameter
    @SuppressWarnings("NullAway.Init")
    LaneSetting lane;

    @BeforeParameterizedClassInvocation
    static void start(LaneSetting lane, DataPlanes planes) {
        gateway = planes.with(lane);
    }

    /** All that the gateway sends until it closes the connection. */
    private static String exchange(RawBackend backend, String request) throws IOException {
        gateway.apply(Configs.of(1, gateway.dataPort, backend.endpoint().port(), route("plain", "/")));
        try (RawClient client = RawClient.to(gateway.dataPort)) {
            return client.send(request).readAll();
        }
    }

    private static RawBackend answering(String response) {
        return new RawBackend(peer -> {
            peer.readHead();
            peer.write(response);
        });
    }

    private static String get(String target, String... headers) {
        return "GET " + target + " HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n" + String.join("", headers)
                + "\r\n";
    }

    @Nested
    class ABackendThatBreaksOff {

        @Test
        void beforeItsBodyIsABadGateway() throws IOException {
            try (RawBackend backend = answering("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n")) {
                assertThat(exchange(backend, get("/")))
                        .startsWith("HTTP/1.1 502 ")
                        .endsWith("no valid response.\n");
            }
        }

        @Test
        void leavesALengthUnmet() throws IOException {
            try (RawBackend backend = answering("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello")) {
                assertThat(exchange(backend, get("/")))
                        .startsWith("HTTP/1.1 200 ")
                        .endsWith("\r\n\r\nhello");
            }
        }

        /** Whether something was sent on already is a matter of time. */
        @ParameterizedTest
        @ValueSource(strings = {"", "5\r\nhello\r\n", "5\r\nhello\r\nzz\r\n"})
        void leavesChunksWithoutEnd(String chunks) throws IOException {
            try (RawBackend backend = answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)) {
                assertThat(exchange(backend, get("/")))
                        .doesNotContain("\r\n0\r\n")
                        .satisfiesAnyOf(
                                answer -> assertThat(answer).startsWith("HTTP/1.1 502 "),
                                answer -> assertThat(answer).startsWith("HTTP/1.1 200 "));
            }
        }
    }

    @Nested
    class AnHttp10Client {

        @Test
        void isSentNoChunks() throws IOException {
            try (RawBackend backend =
                    answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")) {
                assertThat(exchange(backend, "GET / HTTP/1.0\r\nHost: a.test\r\nConnection: keep-alive\r\n\r\n"))
                        .doesNotContainIgnoringCase("transfer-encoding")
                        .endsWith("\r\n\r\nhello");
            }
        }
    }

    @Nested
    class ATarget {

        @Test
        void thatIsAbsoluteReplacesTheHost() throws Exception {
            try (RawBackend backend = RawBackend.answering()) {
                exchange(backend, get("http://target.test/x"));

                assertThat(backend.heads().take())
                        .startsWith("GET /x HTTP/1.1\r\n")
                        .contains("host: target.test\r\n", "x-forwarded-host: target.test\r\n")
                        .doesNotContain("a.test");
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"/caf\u00c3\u00a9", "/a?b=\u00e9", "/\u0080"})
        void thatWouldNotBeForwardedAsItCameIsRefused(String target) throws IOException {
            try (RawBackend backend = RawBackend.answering()) {
                assertThat(exchange(backend, get(target))).startsWith("HTTP/1.1 400 ");
                assertThat(backend.opened()).isZero();
            }
        }
    }

    @Nested
    class AnUpgrade {

        @ParameterizedTest
        @ValueSource(strings = {"websocket", "h2c", "other"})
        void isIgnoredAndItsBodyForwarded(String protocol) throws Exception {
            try (RawBackend backend = answering("HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n")) {
                String request = "POST / HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade, close\r\nUpgrade: " + protocol
                        + "\r\nContent-Length: 3\r\n\r\nabc";

                assertThat(exchange(backend, request)).startsWith("HTTP/1.1 426 ");
                assertThat(backend.heads().take()).doesNotContainIgnoringCase("upgrade");
            }
        }
    }
}
