package dev.sluice.upstream;

import dev.sluice.answer.Answer;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.message.ResponseBody;
import dev.sluice.message.Tunnel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;

/** What became of one try to send a request to a backend. */
public sealed interface UpstreamOutcome {

    /**
     * The head of its response.
     *
     * @param headers of this response alone, hop-by-hop headers gone
     * @param body to be used or discarded exactly once
     */
    record Received(HttpResponseStatus status, HttpHeaders headers, ResponseBody body, Endpoint endpoint)
            implements UpstreamOutcome {}

    /**
     * The backend changed to the protocol that was asked for.
     *
     * @param headers of the 101, Upgrade among them, other hop-by-hop headers gone
     * @param tunnel to be joined or closed
     */
    record Upgraded(HttpHeaders headers, Tunnel tunnel, Endpoint endpoint) implements UpstreamOutcome {}

    /**
     * No response.
     *
     * @param answer what the client is told, if there is no other try
     * @param endpoint that was tried; null where there was none to try
     */
    record Failed(
            Answer answer, Progress progress, @Nullable Endpoint endpoint) implements UpstreamOutcome {}

    /** How far a failed try came, which decides whether the request may be sent once more. */
    enum Progress {
        /** Nothing of the request was written. */
        NOT_SENT,
        /** It was sent on a kept connection that the backend closed without a byte of a response. */
        SENT_ON_KEPT,
        /** At least a part of it was sent, and the backend may have acted on it. */
        SENT
    }
}
