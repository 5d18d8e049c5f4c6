package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.inspect.Shell;
import dev.sluice.app.inspect.TraceCommand;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code sluice trace} against a gateway that runs. */
class TraceExampleTest {

    private static final Pattern MILLIS = Pattern.compile("\\d+\\.\\d ms");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}-[0-9a-f-]{27}");

    private static RunningExample example;

    @BeforeAll
    static void start() {
        example = RunningExample.start("quickstart");
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    private static Shell trace(String... arguments) {
        return Shell.run(new CommandLine(new TraceCommand()), Path.of("no folder"), arguments);
    }

    private static String management() {
        return Integer.toString(example.managementPort());
    }

    private static int http() {
        return example.port("shop", 80);
    }

    @Nested
    class ARequest {

        @Test
        void isShownWithWhatEachStageDid() {
            Shell shown = trace(
                    "--management",
                    management(),
                    "-H",
                    "Host: shop.example.com",
                    "-H",
                    "x-token: secret-of-the-client",
                    "http://127.0.0.1:" + http() + "/cart?a=1");

            assertThat(shown.exitCode()).as(shown.err()).isZero();
            String text =
                    ID.matcher(MILLIS.matcher(shown.out()).replaceAll("N ms")).replaceAll("UUID");
            assertThat(shown.out().lines()).allMatch(line -> line.length() <= 80);
            assertThat(text.replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:PORT").replaceAll("\\d+ bytes", "N bytes"))
                    .isEqualToNormalizingWhitespace("""
                            GET http://127.0.0.1:PORT/cart?a=1
                              id         UUID
                              connected  to 127.0.0.1:PORT after N ms
                              Gateway    default/shop
                                Listener http
                                rule     HTTPRoute default/shop rule 0, after N ms
                                does     Forward[default/shop-v1:8080 weight 100,
                                         default/shop-v2:8080 weight 0]
                                filters  N ms
                                attempt 1 default/shop-v1:8080 at 127.0.0.1:PORT: 200 after N ms, begun after
                                         N ms, new connection after N ms
                                answer   200 of default/shop-v1:8080 127.0.0.1:PORT; N bytes, N ms in the
                                         gateway
                              response   200 OK; first byte after N ms, N bytes after N ms
                            """);
        }

        @Test
        void overTlsIsShownWithItsHandshake() {
            Shell shown = trace(
                    "--management",
                    management(),
                    "-k",
                    "--sni",
                    "shop.example.com",
                    "-H",
                    "Host: shop.example.com",
                    "https://127.0.0.1:" + example.port("shop", 443) + "/");

            assertThat(shown.exitCode()).as(shown.err()).isZero();
            assertThat(shown.out()).contains("TLS        TLSv1.3 after ").contains("Listener https");
        }

        @Test
        void isOneObjectAsJsonWithoutAnythingThatTheClientSent() {
            Shell shown = trace(
                    "--management",
                    management(),
                    "-o",
                    "json",
                    "-d",
                    "a body",
                    "-H",
                    "Host: shop.example.com",
                    "-H",
                    "authorization: Bearer secret-of-the-client",
                    "http://127.0.0.1:" + http() + "/cart");

            JsonNode json = JsonMapper.shared().readTree(shown.out());
            assertThat(json.path("request")
                            .path("attempts")
                            .get(0)
                            .path("status")
                            .asInt())
                    .isEqualTo(200);
            assertThat(json.path("request").path("bytesReceived").asInt()).isEqualTo(6);
            assertThat(json.path("response").path("status").asString()).isEqualTo("200 OK");
            assertThat(shown.out()).doesNotContain("secret-of-the-client").doesNotContain("a body");
        }

        @Test
        void thatNoRuleTakesIsShownWithTheReason() {
            Shell shown = trace("--management", management(), "http://127.0.0.1:" + http() + "/");

            assertThat(shown.exitCode()).isZero();
            assertThat(shown.out())
                    .contains("rule     none takes the request")
                    .contains("answer   404 ")
                    .contains("response   404 Not Found");
        }
    }

    @Nested
    class WhatCannotBeTraced {

        @Test
        void isAPortThatIsClosed() {
            Shell shown = trace("--management", management(), "http://127.0.0.1:1/");

            assertThat(shown.exitCode()).isEqualTo(1);
            assertThat(shown.err()).startsWith("sluice: http://127.0.0.1:1/: no response: ");
        }

        @Test
        void isAServerThatIsNotThisGateway() {
            Shell shown = trace(
                    "--management",
                    management(),
                    "http://127.0.0.1:" + example.managementPort() + "/actuator/health/liveness");

            assertThat(shown.exitCode()).isEqualTo(1);
            assertThat(shown.err()).contains("did not see the request");
        }

        @Test
        void isACertificateThatIsNotTrusted() {
            Shell shown = trace("--management", management(), "https://localhost:" + example.port("shop", 443) + "/");

            assertThat(shown.exitCode()).isEqualTo(1);
            assertThat(shown.err()).contains(": no response: ");
        }

        @Test
        void isAMistakeInTheCommandLine() {
            assertThat(trace("tcp://localhost/").exitCode()).isEqualTo(2);
            assertThat(trace("not a url").err()).contains("URL: not a url (expected: http://HOST:PORT/PATH");
            assertThat(trace("-H", "x", "http://localhost/").err()).contains("-H: x (expected: 'name: value')");
            assertThat(trace("-H", "x: a\r\ny: b", "http://localhost/").exitCode())
                    .isEqualTo(2);
            assertThat(trace("-X", "G T", "http://localhost/").exitCode()).isEqualTo(2);
        }
    }
}
