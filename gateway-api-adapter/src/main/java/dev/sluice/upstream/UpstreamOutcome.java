package dev.sluice.upstream;

import dev.sluice.answer.Answer;
import dev.sluice.config.backend.Endpoint;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import reactor.core.publisher.Flux;

/** What became of a request to a backend. */
public sealed interface UpstreamOutcome {

    /**
     * The head of its response.
     *
     * @param headers of this response alone, hop-by-hop headers gone
     * @param body buffers that the subscriber releases; must be subscribed to exactly once, and a cancel closes the
     *     connection; an error means that the response broke off
     */
    record Received(HttpResponseStatus status, HttpHeaders headers, Flux<ByteBuf> body, Endpoint endpoint)
            implements UpstreamOutcome {}

    /** No response; the client is given this answer. */
    record Failed(Answer answer) implements UpstreamOutcome {}
}
