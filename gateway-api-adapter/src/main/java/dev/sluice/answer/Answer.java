package dev.sluice.answer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.message.GrpcStatus;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Locale;

/**
 * Everything that we answer without a backend's response, except redirects and CORS preflights. The text names no
 * object, address or cause: those are for the access log and the status of the route.
 */
public enum Answer {
    /** What came is not HTTP: a request line or header that cannot be read. Source: RFC 9112, sections 3 and 5. */
    BAD_REQUEST(400, "The request is not valid HTTP."),
    /** No Host where there must be one, several, or one that is none. Source: RFC 9112, section 3.2. */
    BAD_HOST(400, "The host of the request is missing or not valid."),
    /** It is not clear where the body ends, so that another request could hide in it. Source: RFC 9112, section 6.3. */
    BAD_FRAMING(400, "The length of the request body is not clear."),
    /** The request target is no path, hides a dot segment, or cannot be read. */
    BAD_TARGET(400, "The request target is not valid."),
    /** The request's body broke off or is not valid; seldom seen, for the client is mostly gone. */
    REQUEST_BROKEN(400, "The request body is not complete."),
    /** The client took too long to send its request. Source: RFC 9110, section 15.5.9. */
    CLIENT_TOO_SLOW(408, "The request did not come in time."),
    /** The body is larger than is allowed. Source: RFC 9110, section 15.5.14. */
    BODY_TOO_LARGE(413, "The request body is too large."),
    /** The target is longer than is allowed. Source: RFC 9110, section 15.5.15. */
    TARGET_TOO_LONG(414, "The request target is too long."),
    /** The host belongs to another Listener than the TLS handshake was for; RFC 9110, section 15.5.20. */
    MISDIRECTED(421, "This connection is not for the host of the request."),
    /** The headers together are larger than is allowed. Source: RFC 6585, section 5. */
    HEADERS_TOO_LARGE(431, "The request headers are too large."),
    /** CONNECT, which is for forward proxies, or a method whose name is longer than any. */
    METHOD_NOT_SUPPORTED(501, "The method is not supported."),
    /** A transfer coding other than chunked. Source: RFC 9112, section 6.1. */
    TRANSFER_CODING_UNKNOWN(501, "The transfer coding is not supported."),
    /** Neither HTTP/1.0, 1.1 nor 2. Source: RFC 9110, section 15.6.6. */
    VERSION_NOT_SUPPORTED(505, "The HTTP version is not supported."),

    /** The host belongs to no Listener of the socket. */
    NO_LISTENER(404, "No listener serves this host."),
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
    /**
     * The request has come through gateways of this name too often: a route leads back to where it came from. Source:
     * RFC 9110, section 7.6.3, which has Via for it; RFC 5842, section 7.2.
     */
    LOOP_DETECTED(Answer.LOOP, "The request has come through this gateway too often."),
    /** The authorizer of the rule leads nowhere: nobody can allow the request. Source: HTTPExternalAuthFilter. */
    EXTERNAL_AUTH_UNRESOLVED(500, "The authorization service of this route is not valid."),
    /**
     * Nobody could say whether the request is allowed. Source: HTTPRouteFilter.externalAuth, "MUST fail closed". 503
     * and not 403: a client that may not do something does not ask again.
     */
    EXTERNAL_AUTH_FAILED(503, "The request cannot be authorized."),
    /** The authorizer of the rule refused a gRPC call; other clients get its own response. */
    EXTERNAL_AUTH_DENIED(403, "The request is not allowed."),
    /** A filter of the rule does not allow the address of the client. */
    ADDRESS_DENIED(403, "The address of the client is not allowed."),
    /** A filter of the rule serves fewer requests. Source: RFC 6585, section 4. */
    RATE_LIMITED(429, "Too many requests came in a short time."),
    /** Nobody could say whether the limit of a filter is reached, and the filter refuses then. */
    RATE_LIMIT_FAILED(503, "The rate of requests cannot be limited for now."),
    /** Too many requests to the backends of the rule failed or were slow, says a filter of the rule. */
    CIRCUIT_OPEN(503, "The backend fails and gets no requests for now."),
    /** A filter of the rule asks for credentials, and these are missing or not valid. Source: RFC 9110, 15.5.2. */
    NOT_AUTHENTICATED(401, "The request needs valid credentials."),
    /** The credentials are valid, and do not suffice. Source: RFC 9110, section 15.5.4. */
    NOT_PERMITTED(403, "The credentials of the request do not permit it."),
    /** Nobody could say whether the credentials are valid: what verifies them cannot be had. */
    AUTHENTICATION_FAILED(503, "The credentials of the request cannot be verified."),
    /** A browser comes back from a login that nobody began, that took too long, or that is not valid. */
    LOGIN_FAILED(401, "The login did not succeed and can be tried again."),
    /** A Spring filter of the rule or the application failed; the log has the trace. */
    FILTER_FAILED(500, "A filter of the route failed."),
    /** A fault of ours; the log has the trace. */
    PROGRAM_FAILED(500, "The gateway failed."),

    /** The backend has no ready endpoint. Source: HTTPRouteRule.backendRefs, "SHOULD return a 503". */
    NO_ENDPOINT(503, "The backend has no ready endpoint."),
    /**
     * An attempt failed, and the budget of retries that a policy gives to the backend is used up. Source:
     * RetryConstraint, GEP-3388.
     */
    RETRY_BUDGET(503, "The backend fails and gets no more retries for now."),
    /** All connections to the endpoint are busy, and those who wait are too many or waited too long. */
    UPSTREAM_FULL(503, "The backend is busy."),
    /**
     * No connection: refused, unreachable, name not found, or no answer in time. Nothing was sent. 502 and not 503,
     * which is kept for what the configuration or the load says; RFC 9110, section 15.6.3.
     */
    UPSTREAM_CONNECT(502, "The backend cannot be reached."),
    /**
     * The backend was reached, but there is no TLS with it: it is not who is meant, or does not accept the gateway. The
     * log says why. Nothing was sent that it looked at.
     */
    UPSTREAM_TLS(502, "No secure connection to the backend can be made."),
    /** The connection broke, or what came is not HTTP, before the head of a response was complete. */
    UPSTREAM_BROKEN(502, "The backend gave no valid response."),
    /** Nothing moved on the request for too long, in neither direction, though its body was under way. */
    STREAM_IDLE(504, "The request made no progress for too long."),
    /**
     * The backend did not answer in time after it was sent the request: our own limit, or the rule's. Source:
     * HTTPRouteTimeouts.backendRequest.
     */
    UPSTREAM_TIMEOUT(504, "The backend did not answer in time."),
    /** The whole request, its retries included, took longer than the rule allows. Source: HTTPRouteTimeouts.request. */
    REQUEST_TIMEOUT(504, "The request took too long.");

    /** The reason word of a redirect, which is no {@code Answer} because its status is the route's choice. */
    public static final String REDIRECT = "redirect";

    /** The reason word of a redirect to a login page or from there, and of a logout. */
    public static final String LOGIN = "login";

    /** The reason word of the answer to a CORS preflight. */
    public static final String CORS_PREFLIGHT = "cors_preflight";

    /** The reason word of an OPTIONS request that may go no further. */
    public static final String MAX_FORWARDS = "max_forwards";

    /** The reason word of what a Spring filter answered, with a status of its choice. */
    public static final String SPRING_FILTER = "spring_filter";

    /** The reason word where the client went before it had the whole answer. */
    public static final String CLIENT_GONE = "client_gone";

    /** Loop Detected. A rule never retries it: each gateway on the loop would. Source: RFC 5842, section 7.2. */
    public static final int LOOP = 508;

    private static final byte[] NOTHING = {};

    private final int code;
    private final String sentence;
    private final String reason;
    private final String text;

    /** Up to the request id. */
    private final String problem;

    Answer(int code, String sentence) {
        this.code = code;
        this.sentence = sentence;
        this.reason = name().toLowerCase(Locale.ROOT);
        this.text = sentence + "\n";
        this.problem = "{\"type\":\"about:blank\",\"title\":\"" + title(code) + "\",\"status\":" + code
                + ",\"detail\":\"" + sentence + "\",\"requestId\":\"";
    }

    /** What the client sees. */
    public HttpResponseStatus status() {
        return code == LOOP ? HttpResponseStatus.valueOf(code, title(code)) : HttpResponseStatus.valueOf(code);
    }

    /** A word for the access log and metrics, such as {@code no_route}; never changes between releases. */
    public String reason() {
        return reason;
    }

    /** What a gRPC client sees. */
    public GrpcStatus grpcStatus() {
        return switch (this) {
            // Source: GRPCRouteRule.backendRefs, "MUST receive an UNAVAILABLE status".
            case BACKEND_UNRESOLVED, NO_BACKEND -> GrpcStatus.UNAVAILABLE;
            case REQUEST_TIMEOUT -> GrpcStatus.DEADLINE_EXCEEDED;
            case RATE_LIMITED -> GrpcStatus.RESOURCE_EXHAUSTED;
            default -> GrpcStatus.ofHttp(code);
        };
    }

    /**
     * The answer for one client. A gRPC client gets a status of gRPC, as trailers without a message; others get text,
     * or problem details of RFC 9457 where it prefers them to text. They have no type of their
     * own, so their title is the status's; {@code requestId} is an extension member, for {@code instance} is a URI and
     * the client's name for its request need not be one.
     *
     * @throws IllegalArgumentException for a request id that {@link RequestId#of} would not give
     */
    public Reply to(AnswerContext context) {
        String requestId = RequestId.checked(context.requestId());
        if (context.isGrpc()) {
            return toCall(requestId);
        }
        boolean asProblem = context.prefersProblem();
        byte[] content = (asProblem ? problem + requestId + "\"}\n" : text).getBytes(US_ASCII);
        HttpHeaders headers = new DefaultHttpHeaders()
                .set(HttpHeaderNames.CONTENT_TYPE, asProblem ? "application/problem+json" : "text/plain; charset=utf-8")
                .setInt(HttpHeaderNames.CONTENT_LENGTH, content.length)
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set(RequestId.HEADER, requestId);
        int retryAfter = retryAfter();
        if (retryAfter > 0) {
            headers.setInt(HttpHeaderNames.RETRY_AFTER, retryAfter);
        }
        return new Reply(status(), headers, context.wantsBody() ? content : NOTHING);
    }

    /** Source: gRPC over HTTP/2, "Trailers-Only". */
    private Reply toCall(String requestId) {
        HttpHeaders headers = callTrailers(grpcStatus())
                .set(HttpHeaderNames.CONTENT_TYPE, "application/grpc")
                .set(RequestId.HEADER, requestId);
        return new Reply(HttpResponseStatus.OK, headers, NOTHING);
    }

    /**
     * What a gRPC client sees where its response has begun: trailers after the messages so far.
     *
     * @param status where that says more than {@link #grpcStatus}
     */
    public HttpHeaders callTrailers(GrpcStatus status) {
        return new DefaultHttpHeaders().setInt(GrpcStatus.HEADER, status.code()).set(GrpcStatus.MESSAGE, sentence);
    }

    /**
     * Seconds after which it may be worth to ask again; 0 where time alone helps nothing. Load passes in a second or
     * so, a new endpoint takes a few. Source: RFC 9110, section 15.6.4.
     */
    private int retryAfter() {
        return this == UPSTREAM_FULL || this == RETRY_BUDGET ? 1 : this == NO_ENDPOINT ? 5 : 0;
    }

    /** Netty has older words for two of them than RFC 9110, and none for one. */
    private static String title(int code) {
        return switch (code) {
            case 413 -> "Content Too Large";
            case 414 -> "URI Too Long";
            case LOOP -> "Loop Detected";
            default -> HttpResponseStatus.valueOf(code).reasonPhrase();
        };
    }
}
