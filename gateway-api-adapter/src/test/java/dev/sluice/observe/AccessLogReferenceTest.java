package dev.sluice.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.answer.Answer;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.route.RouteId;
import dev.sluice.config.route.RuleId;
import dev.sluice.message.GrpcStatus;
import dev.sluice.session.SessionId;
import dev.sluice.stream.StreamEnd;
import dev.sluice.trace.AttemptTrace;
import dev.sluice.trace.OutboundRequest;
import dev.sluice.trace.RequestTrace;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.util.context.Context;
import tools.jackson.databind.json.JsonMapper;

/** {@code docs/access-log.md} explains each field of a line and each reason, and none that there is not. */
final class AccessLogReferenceTest {

    private static final Path PAGE = Path.of("..", "docs", "access-log.md");

    /** The rows of the table below a heading, each as its cells. */
    private static List<List<String>> rows(String heading) throws IOException {
        var page = Files.readString(PAGE);
        var section = page.substring(page.indexOf("\n## " + heading + "\n") + 1);
        return section.lines()
                .takeWhile(line -> line.equals("## " + heading) || !line.startsWith("## "))
                .filter(line -> line.startsWith("| `"))
                .map(line -> List.of(line.substring(2, line.length() - 2).split(" \\| ", -1)))
                .toList();
    }

    @Test
    void everyFieldOfALineIsExplainedInItsOrder() throws IOException {
        var head = new RequestRecord.Head(
                "GET",
                "/cart",
                "HTTP/1.1",
                "shop.example.com",
                "shop.example.com",
                "id-1",
                "192.0.2.7",
                "CN=client",
                "spiffe://example.com/client");
        var rule = new RuleId(new RouteId("HTTPRoute", "shop", "web"), 0);
        var record = new RequestRecord(head, new PortId("shop", "gw", 443), "app");
        record.belongsTo(RuleLabels.of(new ListenerId("shop", "gw", "http"), rule));
        record.belongsTo(new Traced());
        record.grpcEnded(GrpcStatus.OK);
        record.answeredBy("shop/web:8080 10.0.0.1:8080", "upstream_broken", new SessionId(1, 2));
        var fields = JsonMapper.shared().readTree(AccessLine.of(record)).propertyNames();

        assertThat(rows("Fields"))
                .allSatisfy(row -> assertThat(row).hasSize(2).doesNotContain(""))
                .extracting(row -> row.getFirst().replace("`", ""))
                .containsExactlyElementsOf(fields);
    }

    @Test
    void everyFieldOfAConnectionIsExplainedInItsOrder() throws IOException {
        var fields = new LinkedHashSet<>(JsonMapper.shared()
                .readTree(StreamLine.of(Streams.connection("db", StreamEnd.CONNECT_FAILED, "refused")))
                .propertyNames());
        assertThat(rows("Connections and flows"))
                .allSatisfy(row -> assertThat(row).hasSize(2).doesNotContain(""))
                .extracting(row -> row.getFirst().replace("`", ""))
                .filteredOn(field -> !field.startsWith("datagrams_"))
                .containsExactlyElementsOf(fields);
        assertThat(rows("Connections and flows"))
                .extracting(row -> row.getFirst().replace("`", ""))
                .containsAll(JsonMapper.shared()
                        .readTree(StreamLine.of(Streams.flow("dns")))
                        .propertyNames());
    }

    @Test
    void everyEndOfAConnectionIsExplained() throws IOException {
        assertThat(rows("Ends"))
                .allSatisfy(row -> assertThat(row).hasSize(2).doesNotContain(""))
                .extracting(row -> row.getFirst().replace("`", ""))
                .containsExactlyElementsOf(
                        Arrays.stream(StreamEnd.values()).map(StreamEnd::label).toList());
    }

    @Test
    void everyReasonIsExplainedWithItsStatus() throws IOException {
        var expected = Stream.concat(
                        Arrays.stream(Answer.values())
                                .map(it -> List.of(it.reason(), "" + it.status().code())),
                        otherReasons().stream().map(it -> List.of(it, "")))
                .toList();

        assertThat(rows("Reasons"))
                .allSatisfy(row -> assertThat(row).hasSize(3).doesNotContain(""))
                .extracting(row ->
                        List.of(row.getFirst().replace("`", ""), row.get(1).matches("[0-9]{3}") ? row.get(1) : ""))
                .containsExactlyElementsOf(expected);
    }

    /** Words of responses whose status is not ours to choose. */
    private static List<String> otherReasons() {
        var words = new ArrayList<String>();
        for (Field field : Answer.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
                words.add(read(field));
            }
        }
        return words;
    }

    private static String read(Field field) {
        try {
            return String.valueOf(field.get(null));
        } catch (IllegalAccessException notPublic) {
            throw new LinkageError(field.toString(), notPublic);
        }
    }

    private record Traced() implements RequestTrace {

        @Override
        public String traceId() {
            return "4bf92f3577b34da6a3ce929d0e0e4736";
        }

        @Override
        public String spanId() {
            return "00f067aa0ba902b7";
        }

        @Override
        public void writeTo(HttpHeaders headers) {}

        @Override
        public @Nullable AttemptTrace attempt(HttpHeaders headers, OutboundRequest request) {
            return null;
        }

        @Override
        public @Nullable AttemptTrace ask(HttpHeaders headers, OutboundRequest request) {
            return null;
        }

        @Override
        public Context writeTo(Context subscriber) {
            return subscriber;
        }
    }
}
