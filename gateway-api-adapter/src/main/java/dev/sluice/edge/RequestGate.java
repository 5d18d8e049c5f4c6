package dev.sluice.edge;

import dev.sluice.answer.Answer;
import dev.sluice.edge.Admission.Admitted;
import dev.sluice.edge.Admission.Refused;
import dev.sluice.message.ContentLength;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Judges the head of every request, of HTTP/1.1 and HTTP/2 alike, before anything else looks at it. What the decoders
 * would hide, and what decides where a request ends, was judged by {@code edge.wire} before.
 */
public final class RequestGate {

    private final RequestLimits limits;

    public RequestGate(RequestLimits limits) {
        this.limits = limits;
    }

    /**
     * Judges one request. The Host header is replaced by the authority of the target, where that names one: RFC 9112,
     * section 3.2.2.
     *
     * @param version as the client wrote it; HTTP/2 where the request came as a stream
     * @param target raw, as the client wrote it
     */
    public Admission admit(HttpVersion version, HttpMethod method, String target, HttpHeaders headers) {
        if (headers instanceof RefusedHead refused) {
            return new Refused(refused.answer(), true);
        }
        boolean close = version.majorVersion() < 2;
        Answer size = judgeSize(target, headers);
        if (size != null) {
            return new Refused(size, close);
        }
        if (method.equals(HttpMethod.CONNECT)) {
            return new Refused(Answer.METHOD_NOT_SUPPORTED, close);
        }
        Optional<RequestTarget> parsed = RequestTarget.parse(target);
        if (parsed.isEmpty() || (parsed.get().path().equals("*") && !method.equals(HttpMethod.OPTIONS))) {
            return new Refused(Answer.BAD_TARGET, close);
        }
        String authority = authority(parsed.get(), headers);
        if (authority == null) {
            boolean mayLackHost = version.equals(HttpVersion.HTTP_1_0);
            return mayLackHost ? new Admitted(parsed.get(), "", "") : new Refused(Answer.BAD_HOST, close);
        }
        return Authority.isValid(authority)
                ? new Admitted(parsed.get(), authority, Authority.host(authority))
                : new Refused(Answer.BAD_HOST, close);
    }

    private @Nullable Answer judgeSize(String target, HttpHeaders headers) {
        if (target.length() > limits.requestLine()) {
            return Answer.TARGET_TOO_LONG;
        }
        if (headers.size() > limits.headerCount()) {
            return Answer.HEADERS_TOO_LARGE;
        }
        long body = ContentLength.of(headers);
        if (body == ContentLength.UNCLEAR) {
            return Answer.BAD_FRAMING;
        }
        return body > limits.body() ? Answer.BODY_TOO_LARGE : null;
    }

    private static @Nullable String authority(RequestTarget target, HttpHeaders headers) {
        String named = target.authority();
        if (named != null) {
            headers.set(HttpHeaderNames.HOST, named);
            return named;
        }
        return headers.get(HttpHeaderNames.HOST);
    }
}
