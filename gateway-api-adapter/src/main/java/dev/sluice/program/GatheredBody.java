package dev.sluice.program;

import dev.sluice.answer.Answer;
import dev.sluice.message.BodyFraming;
import dev.sluice.message.ContentLength;
import dev.sluice.message.RequestBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/**
 * The body of a request that is read whole before the request is forwarded, up to a limit. Held on the heap, so that
 * nobody has to let it go. Belongs to the event loop of the request.
 */
final class GatheredBody extends BaseSubscriber<ByteBuf> {

    /** What is read at once of a body that is sent on. */
    private static final int PART = 64 * 1024;

    private static final int FIRST = 1024;

    private final RequestBody body;
    private final int limit;
    private final Consumer<@Nullable Answer> result;
    private final ByteBuf gathered;

    /**
     * Not begun.
     *
     * @param length that the headers promise, as {@link ContentLength} has it
     * @param limit octets at most, 1 or more
     * @param result why it cannot be had; null: it is here
     */
    GatheredBody(RequestBody body, long length, int limit, Consumer<@Nullable Answer> result) {
        this.body = body;
        this.limit = limit;
        this.result = result;
        this.gathered = Unpooled.buffer(Math.clamp(length, Math.min(FIRST, limit), limit), limit);
    }

    /** Begins. */
    void begin() {
        body.content().subscribe(this);
    }

    @Override
    protected void hookOnNext(ByteBuf part) {
        boolean fits = part.readableBytes() <= limit - gathered.readableBytes();
        if (fits) {
            gathered.writeBytes(part);
        }
        part.release();
        if (!fits) {
            cancel();
            result.accept(Answer.BODY_TOO_LARGE);
        }
    }

    @Override
    protected void hookOnComplete() {
        result.accept(null);
    }

    @Override
    protected void hookOnError(Throwable broken) {
        result.accept(Answer.REQUEST_BROKEN);
    }

    /** What was read. */
    ByteBuf whole() {
        return gathered;
    }

    /** The same body, which may be read more than once; its trailers are those that came. */
    RequestBody again() {
        BodyFraming framing = body.framing();
        return new RequestBody(
                framing,
                Flux.defer(() -> Flux.range(0, (gathered.readableBytes() + PART - 1) / PART)
                        .map(this::part)),
                body.trailers());
    }

    private ByteBuf part(int index) {
        int from = index * PART;
        return gathered.retainedSlice(gathered.readerIndex() + from, Math.min(PART, gathered.readableBytes() - from));
    }
}
