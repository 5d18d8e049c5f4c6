package dev.sluice.hop;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;

/**
 * The name of this gateway in the Via header of requests. Source: RFC 9110, section 7.6.3: a gateway MUST send it in
 * each request.
 *
 * <p>In responses it MAY, and this one does not: neither nginx, HAProxy nor Envoy does, it tells clients what they need
 * not know, and some servers and caches turn compression off when they see it.
 */
public final class Via {

    private static final AsciiString HTTP_1_0 = AsciiString.cached("1.0 sluice");
    private static final AsciiString HTTP_1_1 = AsciiString.cached("1.1 sluice");
    private static final AsciiString HTTP_2 = AsciiString.cached("2 sluice");

    private static final String NAME = "sluice";

    /**
     * A request may come through several: the gateway of another region, the one at the edge, agents of the mesh on
     * both nodes. No chain that somebody wants is as long as this.
     */
    private static final int MOST_PASSES = 10;

    private Via() {}

    /**
     * Adds this gateway behind those that are there.
     *
     * @param protocol by which the request came in: {@code HTTP/1.0}, {@code HTTP/1.1} or {@code HTTP/2.0}
     */
    public static void add(HttpHeaders request, String protocol) {
        request.add(
                HttpHeaderNames.VIA,
                switch (protocol) {
                    case "HTTP/1.0" -> HTTP_1_0;
                    case "HTTP/1.1" -> HTTP_1_1;
                    default -> HTTP_2;
                });
    }

    /** Whether a request has come through so many gateways of this name that it must be on a loop. */
    public static boolean isLoop(HttpHeaders request) {
        return request.contains(HttpHeaderNames.VIA) && passes(request) >= MOST_PASSES;
    }

    /** How often a request has come through a gateway of this name. */
    public static int passes(HttpHeaders request) {
        int passes = 0;
        for (String value : request.getAll(HttpHeaderNames.VIA)) {
            for (int at = 0; at < value.length(); at = next(value, at)) {
                passes += isOurs(value, at) ? 1 : 0;
            }
        }
        return passes;
    }

    /** Whether an element names this gateway: its second word is our name, not only its start. */
    private static boolean isOurs(String value, int element) {
        int protocol = skip(value, element, true);
        int name = skip(value, skip(value, protocol, false), true);
        return value.startsWith(NAME, name) && skip(value, name, false) == name + NAME.length();
    }

    /** Past blanks, or past a word. */
    private static int skip(String value, int from, boolean blanks) {
        int at = from;
        while (at < value.length() && value.charAt(at) != ',' && isBlank(value.charAt(at)) == blanks) {
            at++;
        }
        return at;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** Where the element after this one begins. A comma in a comment ends none. */
    private static int next(String value, int element) {
        int depth = 0;
        for (int at = element; at < value.length(); at++) {
            switch (value.charAt(at)) {
                case '\\' -> at += depth > 0 ? 1 : 0;
                case '(' -> depth++;
                case ')' -> depth--;
                case ',' -> {
                    if (depth <= 0) {
                        return at + 1;
                    }
                }
                default -> {}
            }
        }
        return value.length();
    }
}
