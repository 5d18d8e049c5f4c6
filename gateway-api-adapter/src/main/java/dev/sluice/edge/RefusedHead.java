package dev.sluice.edge;

import dev.sluice.answer.Answer;
import io.netty.handler.codec.http.DefaultHttpHeaders;

/**
 * The headers of a request that was refused before it was decoded. It takes the place of the request, so that the
 * refusal waits for the answers before it and is answered, counted and logged like any other. No client can forge it,
 * for it is told by its type.
 */
public final class RefusedHead extends DefaultHttpHeaders {

    private final Answer answer;

    /** The answer is what the client reads; the connection is closed after it. */
    public RefusedHead(Answer answer) {
        this.answer = answer;
    }

    Answer answer() {
        return answer;
    }
}
