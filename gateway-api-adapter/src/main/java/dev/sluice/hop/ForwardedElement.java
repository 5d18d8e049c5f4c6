package dev.sluice.hop;

import dev.sluice.message.FieldValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What one proxy says of the connection that it got a request by. Source: RFC 7239, section 4.
 *
 * @param node who sent the request: an address, with or without a port, a made-up name, or {@code unknown}; empty where
 *     it is not said
 * @param host the Host header that the proxy saw; null where it is not said
 * @param proto {@code http} or {@code https}; null where it is not said
 */
record ForwardedElement(
        String node, @Nullable String host, @Nullable String proto) {

    /**
     * The elements of a header, the nearest proxy's last.
     *
     * @return empty where anything in it cannot be read, for then nothing in it can be relied on
     */
    static List<ForwardedElement> parse(List<String> values) {
        List<ForwardedElement> elements = new ArrayList<>();
        for (String value : values) {
            for (String text : FieldValue.split(value, ',')) {
                ForwardedElement element = element(text);
                if (element == null) {
                    return List.of();
                }
                elements.add(element);
            }
        }
        return elements;
    }

    private static @Nullable ForwardedElement element(String text) {
        String node = "";
        String host = null;
        String proto = null;
        for (String pair : FieldValue.split(text, ';')) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                return null;
            }
            String value = FieldValue.unquote(pair.substring(equals + 1));
            switch (pair.substring(0, equals).toLowerCase(Locale.ROOT)) {
                case "for" -> node = value;
                case "host" -> host = value;
                case "proto" -> proto = value.toLowerCase(Locale.ROOT);
                default -> {
                    // "by" and what others made up say nothing of the client.
                }
            }
        }
        return new ForwardedElement(node, host, proto);
    }

    /** As it is sent. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        append(text, "for", node.isEmpty() ? "unknown" : node);
        append(text, "host", host);
        append(text, "proto", proto);
        return text.toString();
    }

    private static void append(StringBuilder text, String name, @Nullable String value) {
        if (value != null) {
            text.append(text.isEmpty() ? "" : ";").append(name).append('=').append(FieldValue.quote(value));
        }
    }
}
