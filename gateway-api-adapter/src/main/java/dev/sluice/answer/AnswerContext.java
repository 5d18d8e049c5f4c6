package dev.sluice.answer;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * What an answer depends on beside its cause. Cheap to make for each request: no header is read before there is an
 * answer.
 *
 * @param method of the request; the answer to HEAD has no body
 * @param headers of the request as the client sent it
 * @param requestId what the access log has too, made by {@link RequestId#of}
 */
public record AnswerContext(String method, HttpHeaders headers, String requestId) {

    boolean wantsBody() {
        return !method.equals("HEAD");
    }

    boolean prefersProblem() {
        return headers.contains(HttpHeaderNames.ACCEPT)
                && AcceptHeader.prefersProblem(headers.getAll(HttpHeaderNames.ACCEPT));
    }
}
