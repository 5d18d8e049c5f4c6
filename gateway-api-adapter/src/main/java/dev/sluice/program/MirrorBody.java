package dev.sluice.program;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.util.concurrent.Queues;

/**
 * The body of a request as one mirror takes it: what the mirror has not taken yet waits here, up to a limit, so that
 * the request itself never waits. Belongs to the event loop of the request.
 */
final class MirrorBody {

    private final int limit;
    private final Sinks.Many<ByteBuf> parts = Sinks.unsafe()
            .many()
            .unicast()
            .onBackpressureBuffer(Queues.<ByteBuf>unbounded(16).get());
    private final Flux<ByteBuf> content;
    private int waiting;
    private boolean begun;
    private boolean closed;

    /** @param limit octets that may wait */
    MirrorBody(int limit) {
        this.limit = limit;
        this.content = parts.asFlux()
                .doOnNext(part -> waiting -= part.readableBytes())
                .doOnDiscard(ByteBuf.class, ByteBuf::release);
    }

    /** For one subscriber. */
    Flux<ByteBuf> content() {
        return content;
    }

    /**
     * Shares a part; the caller keeps its own.
     *
     * @return false where it would be too much
     */
    boolean offer(ByteBuf part) {
        begun = true;
        if (closed) {
            return true;
        }
        if (waiting + part.readableBytes() > limit) {
            return false;
        }
        waiting += part.readableBytes();
        ByteBuf shared = part.retainedDuplicate();
        if (parts.tryEmitNext(shared).isFailure()) {
            closed = true;
            shared.release();
        }
        return true;
    }

    /** Nothing follows. */
    void complete() {
        begun = true;
        closed = true;
        parts.tryEmitComplete();
    }

    /** Whether any of it came, its end included. */
    boolean isBegun() {
        return begun;
    }

    /** Whether nothing more is wanted or will come. */
    boolean isComplete() {
        return closed;
    }

    /** Nobody takes it any more: what waits is released. */
    void letGo() {
        if (!closed) {
            closed = true;
            parts.tryEmitError(new IOException("The mirrored request was given up"));
        }
        // Where there is a subscriber already, this one is turned away and the other one's cancel has released it.
        content.subscribe(ByteBuf::release, _ -> {}).dispose();
    }
}
