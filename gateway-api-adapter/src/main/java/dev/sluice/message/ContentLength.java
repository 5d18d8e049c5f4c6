package dev.sluice.message;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Iterator;

/** The length that the headers of a message promise for its body. Source: RFC 9110, section 8.6. */
public final class ContentLength {

    /** There is no Content-Length. */
    public static final long NONE = -1;

    /** It is no number of octets, or there are several that differ. */
    public static final long UNCLEAR = -2;

    private static final int MAX_DIGITS = 18;

    private ContentLength() {}

    /** Octets, {@link #NONE} or {@link #UNCLEAR}. */
    public static long of(HttpHeaders headers) {
        Iterator<String> values = headers.valueStringIterator(HttpHeaderNames.CONTENT_LENGTH);
        if (!values.hasNext()) {
            return NONE;
        }
        String first = values.next();
        while (values.hasNext()) {
            if (!values.next().equals(first)) {
                return UNCLEAR;
            }
        }
        return octets(first);
    }

    private static long octets(String digits) {
        if (digits.isEmpty() || digits.length() > MAX_DIGITS) {
            return UNCLEAR;
        }
        long octets = 0;
        for (int i = 0; i < digits.length(); i++) {
            char digit = digits.charAt(i);
            if (digit < '0' || digit > '9') {
                return UNCLEAR;
            }
            octets = octets * 10 + digit - '0';
        }
        return octets;
    }
}
