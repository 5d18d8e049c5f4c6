package dev.sluice.message;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;
import java.util.List;

/**
 * Fields that speak of one HTTP/1.1 connection. In HTTP/2 they do not stand: a message that has one is malformed.
 * Source: RFC 9113, section 8.2.2.
 */
public final class ConnectionFields {

    /** In lower case. */
    static final List<AsciiString> NAMES = List.of(
            HttpHeaderNames.CONNECTION,
            AsciiString.cached("keep-alive"),
            AsciiString.cached("proxy-connection"),
            HttpHeaderNames.TRANSFER_ENCODING,
            HttpHeaderNames.UPGRADE,
            AsciiString.cached("http2-settings"));

    private static final AsciiString[][] BY_LENGTH = byLength();

    private ConnectionFields() {}

    private static AsciiString[][] byLength() {
        int longest = NAMES.stream().mapToInt(AsciiString::length).max().orElseThrow();
        AsciiString[][] names = new AsciiString[longest + 1][];
        for (int length = 0; length <= longest; length++) {
            int wanted = length;
            names[length] =
                    NAMES.stream().filter(name -> name.length() == wanted).toArray(AsciiString[]::new);
        }
        return names;
    }

    /** Whether a field is one of them; its name is in lower case. */
    public static boolean contains(AsciiString name) {
        if (name.length() >= BY_LENGTH.length) {
            return false;
        }
        for (AsciiString one : BY_LENGTH[name.length()]) {
            if (one.equals(name)) {
                return true;
            }
        }
        return false;
    }
}
