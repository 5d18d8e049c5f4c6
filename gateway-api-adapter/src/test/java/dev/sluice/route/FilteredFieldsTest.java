package dev.sluice.route;

import static dev.sluice.route.Configs.route;
import static dev.sluice.route.Configs.spring;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.edge.wire.RecordingBackend;
import dev.sluice.route.AskingClient.Ask;
import dev.sluice.route.AskingClient.Reply;
import dev.sluice.upstream.H2cBackend;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/**
 * One law: what a Spring filter writes into a header is that header and nothing else, or the request is answered 500.
 */
class FilteredFieldsTest {

    private static final Logger LOG = (Logger) LoggerFactory.getLogger(FilterFaults.class);

    @SuppressWarnings("NullAway.Init")
    private static DataPlaneFixture gateway;

    /** Each test has a rule of its own: one that did not change would be kept, and with it what it has logged. */
    private static int rules;

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeAll
    static void start() {
        gateway = DataPlaneFixture.with(LaneSetting.AUTO);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void listen() {
        lines.start();
        LOG.addAppender(lines);
    }

    @AfterEach
    void leave() {
        LOG.detachAppender(lines);
    }

    static Stream<Arguments> invalid() {
        List<Map.Entry<String, String>> fields = List.of(
                Map.entry("X-Team", "a\r\nX-Admin: yes"),
                Map.entry("X-Team", "a\r\n\r\nGET /secret HTTP/1.1\r\nHost: b.test\r\n\r\n"),
                Map.entry("X-Team", "a\nX-Admin: yes"),
                Map.entry("X-Team", "a\rX-Admin: yes"),
                Map.entry("X-Team", "a\u0000b"),
                Map.entry("X-Team", "\u007f"),
                Map.entry("X-Team", "\u010a"),
                Map.entry("X-Admin: yes\r\nX-Team", "a"),
                Map.entry("X Team", "a"),
                Map.entry("X-Team:", "a"),
                Map.entry(":path", "/secret"),
                Map.entry("Content-Length", "5, 5"),
                Map.entry("Content-Length", "-1"));
        return Arrays.stream(AskingClient.values())
                .flatMap(client -> Stream.of(BackendProtocol.HTTP, BackendProtocol.H2C)
                        .flatMap(backend -> fields.stream()
                                .map(field -> Arguments.of(client, backend, field.getKey(), field.getValue()))));
    }

    private static Ask asking(String path, String name, String value) {
        return Ask.get(path + "?name=" + encoded(name) + "&value=" + encoded(value));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static void serve(BackendProtocol protocol, int port, boolean response) {
        var filter = spring("CopyQuery", Map.of("response", Boolean.toString(response)));
        gateway.apply(Configs.of(1, gateway.dataPort, protocol, port, route("copied-" + rules++, "/", filter)));
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void anInvalidOneReachesNoBackend(AskingClient client, BackendProtocol protocol, String name, String value)
            throws IOException {
        try (RecordingBackend http1 = new RecordingBackend();
                H2cBackend http2 = H2cBackend.answering()) {
            int port = protocol == BackendProtocol.HTTP
                    ? http1.port()
                    : http2.endpoint().port();
            serve(protocol, port, false);

            List<Reply> replies = client.ask(gateway.dataPort, asking("/a", name, value), asking("/b", name, value));

            assertThat(replies).extracting(Reply::status).containsExactly(500, 500);
            assertThat(http1.requests()).isEmpty();
            assertThat(http1.rubbish()).isEmpty();
            assertThat(http2.heads()).isEmpty();
            assertIsLoggedOnce(name);
        }
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void anInvalidOneReachesNoClient(AskingClient client, BackendProtocol protocol, String name, String value)
            throws IOException {
        try (RecordingBackend http1 = new RecordingBackend();
                H2cBackend http2 = H2cBackend.answering()) {
            int port = protocol == BackendProtocol.HTTP
                    ? http1.port()
                    : http2.endpoint().port();
            serve(protocol, port, true);

            List<Reply> replies = client.ask(gateway.dataPort, asking("/a", name, value), asking("/b", name, value));

            assertThat(replies).extracting(Reply::status).containsExactly(500, 500);
            assertThat(replies)
                    .noneSatisfy(reply ->
                            assertThat(reply.headers().contains("x-admin")).isTrue());
            assertIsLoggedOnce(name);
        }
    }

    private void assertIsLoggedOnce(String name) {
        assertThat(lines.list)
                .singleElement()
                .satisfies(line -> assertThat(line.getFormattedMessage())
                        .containsIgnoringCase(name.replaceAll("[^A-Za-z-]", "?"))
                        .doesNotContain("\n", "yes\r", "secret HTTP"));
    }

    @ParameterizedTest
    @EnumSource
    void aValidOneIsSentAsItIs(AskingClient client) throws IOException {
        try (RecordingBackend backend = new RecordingBackend()) {
            serve(BackendProtocol.HTTP, backend.port(), false);

            assertThat(client.askOne(gateway.dataPort, asking("/a", "X-Team", " caf\u00e9\tand more "))
                            .status())
                    .isEqualTo(200);
            assertThat(backend.requests().getFirst().head()).contains("\r\nX-Team: caf\u00e9\tand more\r\n");
        }
    }
}
