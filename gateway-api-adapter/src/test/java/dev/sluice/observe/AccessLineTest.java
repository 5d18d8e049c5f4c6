package dev.sluice.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.listener.PortId;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AccessLineTest {

    private static JsonNode line(String target, String authority) {
        var head = new RequestRecord.Head(
                "GET", target, "HTTP/1.1", authority, "shop.example.com", "id-1", "192.0.2.7", null, null);
        var record = new RequestRecord(head, new PortId("ns", "gw", 80), null);
        record.answeredBy(null, "no_route", null);
        record.sent(30);
        record.ended(404);
        String line = AccessLine.of(record);
        assertThat(line).doesNotContain("\n", "\r");
        return JsonMapper.shared().readTree(line);
    }

    @Test
    void itTellsWhatWasAskedAndWhatWasAnswered() {
        JsonNode line = line("/cart?a=1", "shop.example.com");

        assertThat(line.get("method").asString()).isEqualTo("GET");
        assertThat(line.get("path").asString()).isEqualTo("/cart?a=1");
        assertThat(line.get("client_address").asString()).isEqualTo("192.0.2.7");
        assertThat(line.get("response_code").asInt()).isEqualTo(404);
        assertThat(line.get("reason").asString()).isEqualTo("no_route");
        assertThat(line.get("bytes_sent").asInt()).isEqualTo(30);
        assertThat(line.get("gateway").asString()).isEqualTo("ns/gw");
        assertThat(line.get("sni").asString()).isEqualTo("shop.example.com");
        assertThat(line.get("request_id").asString()).isEqualTo("id-1");
        assertThat(line.has("upstream")).isFalse();
        assertThat(line.has("rule")).isFalse();
    }

    @Test
    void whatAClientSendsCannotBreakTheLine() {
        JsonNode line = line("/\"},{\"forged\":\"\r\n\u2028", "a\"b\\");

        assertThat(line.get("path").asString()).isEqualTo("/\"},{\"forged\":\"\r\n\u2028");
        assertThat(line.get("authority").asString()).isEqualTo("a\"b\\");
        assertThat(line.has("forged")).isFalse();
    }

    @Test
    void whatATerminalObeysIsEscaped() {
        var head = new RequestRecord.Head(
                "GET", "/\u009b31m\u001b[2J", "HTTP/1.1", "\u202e", null, "id", null, null, null);

        assertThat(AccessLine.of(new RequestRecord(head, new PortId("ns", "gw", 80), null)))
                .matches("[ -~]+");
    }

    @Test
    void aLongValueIsCut() {
        assertThat(line("/" + "x".repeat(100_000), "h").get("path").asString()).hasSize(2049);
    }
}
