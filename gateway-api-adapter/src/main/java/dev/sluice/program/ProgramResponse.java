package dev.sluice.program;

import dev.sluice.answer.Answer;
import dev.sluice.answer.AnswerContext;
import dev.sluice.answer.Reply;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * A response on its way to the client.
 *
 * @param headers of this response alone; hop-by-hop headers are gone
 * @param body buffers that the subscriber releases; must be subscribed to exactly once, or cancelled, so that the
 *     connection behind it is given back; an error means that the client must see a broken response, never a short one
 * @param backend which backend and endpoint answered, such as {@code default/shop:8080 10.0.0.7:8080}; null where we
 *     answered ourselves
 * @param reason why we answered ourselves, a word of {@code answer}; null where a backend answered
 */
public record ProgramResponse(
        HttpResponseStatus status,
        HttpHeaders headers,
        Flux<ByteBuf> body,
        @Nullable String backend,
        @Nullable String reason) {

    /** An answer that we make ourselves. */
    public static ProgramResponse of(Answer answer, AnswerContext context) {
        Reply reply = answer.to(context);
        Flux<ByteBuf> body = reply.hasBody() ? Flux.defer(() -> Flux.just(reply.body())) : Flux.empty();
        return new ProgramResponse(reply.status(), reply.headers(), body, null, answer.reason());
    }
}
