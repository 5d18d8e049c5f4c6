package dev.sluice.table;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The query of one request, read when it is first asked for and then kept. For one thread.
 *
 * <p>Names and values are percent-decoded as UTF-8 and a plus is a space, as browsers send forms. What is not a valid
 * escape stays as it was sent: a client's mistake must not make a match fail with an error.
 */
final class QueryParams {

    private final @Nullable String raw;
    private @Nullable Map<String, String> firstValues;

    /** Takes the query without its question mark; null where there is none. */
    QueryParams(@Nullable String raw) {
        this.raw = raw;
    }

    /** The first value of a parameter, empty where it has no equals sign; null where there is no such parameter. */
    @Nullable
    String first(String name) {
        if (raw == null) {
            return null;
        }
        Map<String, String> values = firstValues;
        if (values == null) {
            values = parse(raw);
            firstValues = values;
        }
        return values.get(name);
    }

    private static Map<String, String> parse(String raw) {
        Map<String, String> values = new HashMap<>();
        int from = 0;
        while (from <= raw.length()) {
            int ampersand = raw.indexOf('&', from);
            int to = ampersand < 0 ? raw.length() : ampersand;
            if (to > from) {
                int equals = raw.indexOf('=', from);
                int nameEnd = equals < 0 || equals > to ? to : equals;
                String value = nameEnd == to ? "" : decode(raw.substring(nameEnd + 1, to));
                values.putIfAbsent(decode(raw.substring(from, nameEnd)), value);
            }
            from = to + 1;
        }
        return values;
    }

    private static String decode(String text) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
            return text;
        }
        byte[] sent = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(sent.length);
        for (int i = 0; i < sent.length; i++) {
            int escaped = sent[i] == '%' && i + 2 < sent.length ? hex(sent[i + 1], sent[i + 2]) : -1;
            if (escaped >= 0) {
                decoded.write(escaped);
                i += 2;
            } else {
                decoded.write(sent[i] == '+' ? ' ' : sent[i]);
            }
        }
        return decoded.toString(StandardCharsets.UTF_8);
    }

    private static int hex(byte high, byte low) {
        int highDigit = Character.digit(high, 16);
        int lowDigit = Character.digit(low, 16);
        return highDigit < 0 || lowDigit < 0 ? -1 : highDigit * 16 + lowDigit;
    }
}
