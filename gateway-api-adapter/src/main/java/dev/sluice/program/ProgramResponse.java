package dev.sluice.program;

import dev.sluice.answer.Answer;
import dev.sluice.answer.AnswerContext;
import dev.sluice.answer.Reply;
import dev.sluice.message.ResponseBody;
import dev.sluice.message.Tunnel;
import dev.sluice.session.SessionId;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;

/**
 * A response on its way to the client.
 *
 * @param headers of this response alone; hop-by-hop headers are gone
 * @param body used or discarded exactly once
 * @param backend which backend and endpoint answered, such as {@code default/shop:8080 10.0.0.7:8080}; null where we
 *     answered ourselves
 * @param reason why we answered ourselves, a word of {@code answer}; null where a backend answered
 * @param session that the client continues; null where the rule keeps none, and where we answered ourselves
 * @param tunnel what follows a 101, whose body is empty; null with every other status
 */
public record ProgramResponse(
        HttpResponseStatus status,
        HttpHeaders headers,
        ResponseBody body,
        @Nullable String backend,
        @Nullable String reason,
        @Nullable SessionId session,
        @Nullable Tunnel tunnel) {

    /** An answer that we make ourselves. */
    public static ProgramResponse of(Answer answer, AnswerContext context) {
        Reply reply = answer.to(context);
        return ofOurs(reply.status(), reply.headers(), ResponseBody.of(reply.body()), answer.reason());
    }

    /**
     * A response that no backend gave.
     *
     * @param reason a word of {@code answer}
     */
    public static ProgramResponse ofOurs(
            HttpResponseStatus status, HttpHeaders headers, ResponseBody body, String reason) {
        return new ProgramResponse(status, headers, body, null, reason, null, null);
    }
}
