package dev.sluice.hop;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;

/** How many further hops a TRACE or OPTIONS request may take. Source: RFC 9110, section 7.6.2. */
public final class MaxForwards {

    private static final int MAX_DIGITS = 9;

    private MaxForwards() {}

    /**
     * Counts this hop.
     *
     * @param request headers, changed in place; a value that is no number stays as it is
     * @return false where the request must go no further and is to be answered here
     */
    public static boolean count(String method, HttpHeaders request) {
        if (!method.equals("OPTIONS") && !method.equals("TRACE")) {
            return true;
        }
        String value = request.get(HttpHeaderNames.MAX_FORWARDS);
        if (value == null || value.length() > MAX_DIGITS || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return true;
        }
        int hops = value.isEmpty() ? 1 : Integer.parseInt(value);
        if (hops > 0 && !value.isEmpty()) {
            request.set(HttpHeaderNames.MAX_FORWARDS, Integer.toString(hops - 1));
        }
        return hops > 0;
    }
}
