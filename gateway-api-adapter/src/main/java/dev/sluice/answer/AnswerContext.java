package dev.sluice.answer;

import dev.sluice.message.GrpcContent;
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

    /**
     * Whether the request is a gRPC call. Also over HTTP/1, which has no gRPC: a client that asks in this form reads
     * the answer in this form.
     */
    public boolean isGrpc() {
        return method.equals("POST") && GrpcContent.is(headers.get(HttpHeaderNames.CONTENT_TYPE));
    }

    boolean prefersProblem() {
        return headers.contains(HttpHeaderNames.ACCEPT)
                && AcceptHeader.prefersProblem(headers.getAll(HttpHeaderNames.ACCEPT));
    }
}
