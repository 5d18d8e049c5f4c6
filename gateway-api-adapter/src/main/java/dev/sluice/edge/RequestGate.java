package dev.sluice.edge;

import dev.sluice.answer.Answer;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Optional;

/** Judges the head of every request, of HTTP/1.1 and HTTP/2 alike, before anything else looks at it. */
public final class RequestGate {

    /**
     * Judges one request. The Host header is replaced by the authority of the target, where that names one: RFC 9112,
     * section 3.2.2.
     *
     * @param version as the client wrote it; HTTP/2 where the request came as a stream
     * @param target raw, as the client wrote it
     */
    public Admission admit(HttpVersion version, HttpMethod method, String target, HttpHeaders headers) {
        Optional<RequestTarget> parsed = RequestTarget.parse(target);
        if (parsed.isEmpty()) {
            return new Admission.Refused(Answer.BAD_TARGET, false);
        }
        String authority = authority(parsed.get(), headers);
        return new Admission.Admitted(parsed.get(), authority, Authority.host(authority));
    }

    private static String authority(RequestTarget target, HttpHeaders headers) {
        String named = target.authority();
        if (named != null) {
            headers.set(HttpHeaderNames.HOST, named);
            return named;
        }
        String host = headers.get(HttpHeaderNames.HOST);
        return host == null ? "" : host;
    }
}
