package dev.sluice.edge.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.message.ConnectionFields;
import dev.sluice.message.FieldBlock;
import dev.sluice.message.HopByHop;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever meets a field of one connection knows all of them: RFC 9113, section 8.2.2. */
final class ConnectionFieldsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connection",
                "keep-alive",
                "proxy-connection",
                "transfer-encoding",
                "upgrade",
                // RFC 7540, section 3.2.1
                "http2-settings"
            })
    void areKnownToAllWhoMeetThem(String name) {
        assertThat(ConnectionFields.contains(AsciiString.of(name))).isTrue();
        assertThat(isTakenFromAClient(name)).as("in an HTTP/2 request").isFalse();
        for (String spelled : List.of(name, name.toUpperCase(Locale.ROOT))) {
            assertThat(namesSentToAClient(spelled)).as("in an HTTP/2 response").containsExactly("x");
            assertThat(namesHandedOn(spelled)).as("from one hop to the next").containsExactly("x");
            assertThat(HopByHop.covers(spelled)).as("for a route's filter").isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-proxy-connection",
                "connection-x",
                "connectiom",
                "upgrade-insecure-requests",
                "keep-alivf",
                "accept-encoding-x",
                "x-content-type-options",
                "a"
            })
    void areNotWhatOnlyLooksLikeThem(String name) {
        assertThat(isTakenFromAClient(name)).isTrue();
        assertThat(namesSentToAClient(name)).containsExactly(name, "x");
        assertThat(namesHandedOn(name)).containsExactly(name, "x");
    }

    @Test
    void areFoundInTheMidstOfOctets() {
        byte[] octets = ".upgrade.".getBytes(US_ASCII);
        assertThat(ConnectionFields.contains(new AsciiString(octets, 1, 7, false)))
                .isTrue();
        assertThat(ConnectionFields.contains(AsciiString.EMPTY_STRING)).isFalse();
    }

    private static boolean isTakenFromAClient(String name) {
        RequestFields fields = new RequestFields();
        fields.add(text(":method"), text("GET"));
        fields.add(text(":scheme"), text("http"));
        fields.add(text(":path"), text("/"));
        fields.add(text(name), text("1"));
        return fields.request("http", true) != null;
    }

    private static AsciiString text(String text) {
        return new AsciiString(text);
    }

    private static List<String> namesSentToAClient(String name) {
        List<String> names = new ArrayList<>();
        FieldBlock.response(HttpResponseStatus.OK.codeAsText(), with(name)).forEach(field -> {
            if (field.getKey().charAt(0) != ':') {
                names.add(field.getKey().toString());
            }
        });
        return names;
    }

    private static List<String> namesHandedOn(String name) {
        HttpHeaders headers = with(name);
        HopByHop.strip(headers);
        return headers.entries().stream().map(Map.Entry::getKey).toList();
    }

    private static HttpHeaders with(String name) {
        return new DefaultHttpHeaders().set(name, "1").set("x", "1");
    }
}
