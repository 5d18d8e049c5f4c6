package dev.sluice.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.route.RouteId;
import dev.sluice.config.route.RuleId;
import dev.sluice.stream.StreamEnd;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AccessLogFormatTest {

    private static RequestRecord request(String target) {
        var head = new RequestRecord.Head("GET", target, "HTTP/1.1", "a.test", null, "id-1", null, null, null);
        var record = new RequestRecord(head, new PortId("ns", "gw", 80), null);
        record.belongsTo(RuleLabels.of(
                new ListenerId("ns", "gw", "http"), new RuleId(new RouteId("HTTPRoute", "ns", "shop"), 0)));
        record.answeredBy("ns/shop:80 10.0.0.7:80", null, null);
        record.ended(200);
        return record;
    }

    private static ILoggingEvent logged(AccessLogFormat format, RequestRecord request) {
        var logger = (Logger) LoggerFactory.getLogger("sluice.access");
        Level before = logger.getLevel();
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        logger.addAppender(lines);
        logger.setLevel(Level.INFO);
        try (var log = new AccessLog(8, format)) {
            log.finished(request);
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(before);
        }
        assertThat(lines.list).hasSize(1);
        return lines.list.getFirst();
    }

    @Test
    void textIsShort() {
        String line = logged(AccessLogFormat.TEXT, request("/cart")).getFormattedMessage();

        assertThat(line)
                .matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} 200 GET a.test/cart \\d+\\.\\d ms ns/shop:80 10.0.0.7:80")
                .hasSizeLessThanOrEqualTo(80);
    }

    @Test
    void textSaysWhyAndOfAConnectionHowItEnded() {
        RequestRecord refused = request("/");
        refused.answeredBy(null, "no_endpoint", null);
        refused.ended(503);

        assertThat(ShortLine.of(refused)).contains(" 503 GET a.test/ ").endsWith(" ms no_endpoint");
        assertThat(ShortLine.of(Streams.connection("db", StreamEnd.CONNECT_FAILED, "refused")))
                .endsWith(" connect-failed");
    }

    @Test
    void textHoldsNothingThatATerminalObeysAndNoLongTarget() {
        assertThat(ShortLine.of(request("/\u001b[2J\u009b"))).contains("a.test/?[2J?");
        assertThat(ShortLine.of(request("/" + "x".repeat(5000)))).hasSizeLessThan(200);
    }

    @Test
    void jsonHasAllFields() {
        assertThat(logged(AccessLogFormat.JSON, request("/cart")).getFormattedMessage())
                .startsWith("{")
                .contains("\"path\":\"/cart\"", "\"response_code\":200");
    }

    @Test
    void structuredHasAllFieldsAsKeysAndValues() {
        ILoggingEvent event = logged(AccessLogFormat.STRUCTURED, request("/cart"));

        assertThat(event.getFormattedMessage()).contains("200 GET a.test/cart");
        assertThat(event.getKeyValuePairs())
                .extracting(pair -> pair.key + "=" + pair.value)
                .contains("path=/cart", "response_code=200", "route=HTTPRoute ns/shop", "request_id=id-1");
    }
}
