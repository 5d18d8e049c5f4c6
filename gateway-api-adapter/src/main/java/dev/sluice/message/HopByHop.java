package dev.sluice.message;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.stream.Stream;

/**
 * Headers that mean one connection and go no further: {@link ConnectionFields}, and what else is said to the next hop
 * only. Source: RFC 9110, section 7.6.1.
 */
public final class HopByHop {

    private static final List<AsciiString> OTHERS = List.of(
            HttpHeaderNames.PROXY_AUTHENTICATE,
            HttpHeaderNames.PROXY_AUTHORIZATION,
            AsciiString.cached("proxy-authentication-info"),
            HttpHeaderNames.TE,
            HttpHeaderNames.TRAILER,
            // The client's 100-continue is answered when its body is first read.
            HttpHeaderNames.EXPECT,
            // How Netty shows the parts of an HTTP/2 request that HTTP/1.1 has no header for.
            AsciiString.cached("x-http2-path"),
            AsciiString.cached("x-http2-scheme"),
            AsciiString.cached("x-http2-stream-id"),
            AsciiString.cached("x-http2-stream-dependency-id"),
            AsciiString.cached("x-http2-stream-promise-id"),
            AsciiString.cached("x-http2-stream-weight"));

    private static final List<AsciiString> NAMES =
            Stream.concat(ConnectionFields.NAMES.stream(), OTHERS.stream()).toList();

    /**
     * Of these a sender may not say that they are for one connection only: another request would hide in the body, or a
     * client would hide who it is.
     */
    private static final List<AsciiString> END_TO_END = List.of(
            HttpHeaderNames.CONTENT_LENGTH,
            HttpHeaderNames.HOST,
            AsciiString.cached("x-forwarded-client-cert"),
            AsciiString.cached("client-cert"),
            AsciiString.cached("client-cert-chain"));

    private HopByHop() {}

    /** Removes them, and every header that Connection names. A length beside a transfer coding goes too. */
    public static void strip(HttpHeaders headers) {
        if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            headers.remove(HttpHeaderNames.CONTENT_LENGTH);
        }
        if (headers.contains(HttpHeaderNames.CONNECTION)) {
            headers.getAll(HttpHeaderNames.CONNECTION).forEach(value -> removeNamed(headers, value));
        }
        for (AsciiString name : NAMES) {
            headers.remove(name);
        }
    }

    /**
     * The same of a request. Of TE it keeps that trailers are taken, for the next hop, where that can tell it: without
     * it a gRPC server takes us for a proxy that drops trailers.
     */
    public static void stripRequest(HttpHeaders headers) {
        boolean trailers = headers.containsValue(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS, true);
        strip(headers);
        if (trailers) {
            headers.set(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS);
        }
    }

    /** The same of a response. A 426 keeps which protocols may be asked for: RFC 9110, section 15.5.22. */
    public static void stripResponse(HttpResponseStatus status, HttpHeaders headers) {
        List<String> protocols = status.code() == HttpResponseStatus.UPGRADE_REQUIRED.code()
                ? headers.getAll(HttpHeaderNames.UPGRADE)
                : List.of();
        strip(headers);
        if (!protocols.isEmpty()) {
            headers.set(HttpHeaderNames.UPGRADE, protocols);
        }
    }

    /**
     * Removes names from Connection, so that a sender cannot have the headers of these names removed.
     *
     * @param names without regard to case
     */
    public static void protect(HttpHeaders headers, List<String> names) {
        List<String> values = headers.getAll(HttpHeaderNames.CONNECTION);
        if (values.isEmpty()) {
            return;
        }
        List<String> kept = values.stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .map(String::strip)
                .filter(option -> !option.isEmpty() && names.stream().noneMatch(option::equalsIgnoreCase))
                .toList();
        if (kept.isEmpty()) {
            headers.remove(HttpHeaderNames.CONNECTION);
        } else {
            headers.set(HttpHeaderNames.CONNECTION, String.join(", ", kept));
        }
    }

    /** Whether a route's filter must leave this header alone, because it says where a message ends. */
    public static boolean covers(CharSequence name) {
        for (AsciiString each : NAMES) {
            if (each.contentEqualsIgnoreCase(name)) {
                return true;
            }
        }
        return HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name);
    }

    private static void removeNamed(HttpHeaders headers, String connection) {
        for (String part : connection.split(",", -1)) {
            String name = part.strip();
            if (!name.isEmpty() && END_TO_END.stream().noneMatch(each -> each.contentEqualsIgnoreCase(name))) {
                headers.remove(name);
            }
        }
    }
}
