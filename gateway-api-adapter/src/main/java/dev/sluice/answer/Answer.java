package dev.sluice.answer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Everything that we answer without a backend's response, except redirects. The text names no object, address or cause:
 * those are for the access log and the status of the route.
 */
public enum Answer {
    /** The host belongs to no Listener of the socket. */
    NO_LISTENER(404, "No listener serves this host."),
    /** The host belongs to another Listener than the TLS handshake was for; RFC 9110, section 15.5.20. */
    MISDIRECTED(421, "This connection is not for the host of the request."),
    /** The request target is no path, hides a dot segment, or cannot be read. */
    BAD_TARGET(400, "The request target is not valid."),
    /** No rule of the Listener takes the request. */
    NO_ROUTE(404, "No route serves this request."),
    /** A predicate could not be evaluated; a weaker rule must not take the request. */
    PREDICATE_FAILED(500, "The request could not be matched."),
    /** The rule asks for what cannot be done. Source: HTTPRouteFilter, "MUST NOT be skipped". */
    RULE_REFUSED(500, "The route is not valid."),
    /** The share of a backendRef that leads nowhere. Source: HTTPRouteRule.backendRefs. */
    BACKEND_UNRESOLVED(500, "The backend of this route is not valid."),
    /** No backendRef, or none with a weight. Source: HTTPRouteRule.backendRefs. */
    NO_BACKEND(500, "The route has no backend."),
    /** The backend has no ready endpoint. Source: HTTPRouteRule.backendRefs, "SHOULD return a 503". */
    NO_ENDPOINT(503, "The backend has no ready endpoint."),
    /** All connections to the endpoint are busy, and those who wait are too many or waited too long. */
    UPSTREAM_FULL(503, "The backend is busy."),
    /**
     * No connection: refused, unreachable, name not found, or no answer in time. Nothing was sent. 502 and not 503,
     * which is kept for what the configuration or the load says; RFC 9110, section 15.6.3.
     */
    UPSTREAM_CONNECT(502, "The backend cannot be reached."),
    /** The connection broke, or what came is not HTTP, before the head of a response was complete. */
    UPSTREAM_BROKEN(502, "The backend gave no valid response."),
    /** The head of the response did not come in time after the whole request was sent. */
    UPSTREAM_TIMEOUT(504, "The backend did not answer in time."),
    /** The request took longer than its rule allows, all tries together. Source: HTTPRouteTimeouts.request. */
    REQUEST_TIMEOUT(504, "The request took too long."),
    /** The request's body broke off or is not valid; seldom seen, for the client is mostly gone. */
    REQUEST_BROKEN(400, "The request body is not complete."),
    /** A Spring filter of the rule or the application failed; the log has the trace. */
    FILTER_FAILED(500, "A filter of the route failed."),
    /** CONNECT, which is for forward proxies. */
    METHOD_NOT_SUPPORTED(501, "The method is not supported."),
    /** A fault of ours; the log has the trace. */
    PROGRAM_FAILED(500, "The gateway failed.");

    /** The reason word of a redirect, which is no {@code Answer} because its status is the route's choice. */
    public static final String REDIRECT = "redirect";

    /** The reason word of the answer to a CORS preflight, which is no {@code Answer} because its headers are the route's. */
    public static final String CORS_PREFLIGHT = "cors_preflight";

    /** The reason word of what a Spring filter answered, with a status of its choice. */
    public static final String SPRING_FILTER = "spring_filter";

    /** The reason word where the client went before it had the whole answer. */
    public static final String CLIENT_GONE = "client_gone";

    private final int code;
    private final String reason;
    private final String text;

    Answer(int code, String sentence) {
        this.code = code;
        this.reason = name().toLowerCase(Locale.ROOT);
        this.text = sentence + "\n";
    }

    /** What the client sees. */
    public HttpResponseStatus status() {
        return HttpResponseStatus.valueOf(code);
    }

    /** A word for the access log and metrics, such as {@code no_route}; never changes between releases. */
    public String reason() {
        return reason;
    }

    /** The headers of {@link #body}, new for each call. */
    public HttpHeaders headers() {
        return new DefaultHttpHeaders()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .setInt(HttpHeaderNames.CONTENT_LENGTH, text.length());
    }

    /** One sentence in plain text, new for each call. Must not be sent to a HEAD request. */
    public ByteBuf body() {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }
}
