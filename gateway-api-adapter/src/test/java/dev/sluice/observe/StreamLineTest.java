package dev.sluice.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.stream.StreamEnd;
import dev.sluice.stream.StreamRecord;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StreamLineTest {

    private static JsonNode line(StreamRecord stream) {
        return JsonMapper.shared().readTree(StreamLine.of(stream));
    }

    @Test
    void itSaysWhereAConnectionWentAndHowItEnded() {
        JsonNode line = line(Streams.connection("db", StreamEnd.CONNECT_FAILED, "refused"));

        assertThat(line.get("client_address").asString()).isEqualTo("192.0.2.7");
        assertThat(line.get("protocol").asString()).isEqualTo("tls-passthrough");
        assertThat(line.get("sni").asString()).isEqualTo("db.example.com");
        assertThat(line.get("end").asString()).isEqualTo("connect-failed");
        assertThat(line.get("detail").asString()).isEqualTo("refused");
        assertThat(line.get("bytes_received").asInt()).isEqualTo(10);
        assertThat(line.get("bytes_sent").asInt()).isEqualTo(20);
        assertThat(line.get("duration_us").asInt()).isEqualTo(1500);
        assertThat(line.get("upstream").asString()).isEqualTo("shop/db:5432 10.0.0.1:5432");
        assertThat(line.get("gateway").asString()).isEqualTo("shop/gw");
        assertThat(line.get("listener").asString()).isEqualTo("tls");
        assertThat(line.get("route").asString()).isEqualTo("TLSRoute shop/db");
        assertThat(line.has("datagrams_sent")).isFalse();
    }

    @Test
    void ofAFlowItCountsDatagrams() {
        JsonNode line = line(Streams.flow(null));

        assertThat(line.get("datagrams_received").asInt()).isEqualTo(2);
        assertThat(line.get("datagrams_sent").asInt()).isEqualTo(1);
        assertThat(line.has("upstream")).isFalse();
        assertThat(line.has("route")).isFalse();
        assertThat(line.has("sni")).isFalse();
    }

    @Test
    void theAccessLogHasIt() {
        var logger = (Logger) LoggerFactory.getLogger("sluice.access");
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        logger.addAppender(lines);
        try {
            try (var log = new AccessLog(8, AccessLogFormat.JSON)) {
                log.ended(Streams.flow("dns"));
            }
            assertThat(lines.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .containsExactly(StreamLine.of(Streams.flow("dns")));
        } finally {
            logger.detachAppender(lines);
        }
    }
}
