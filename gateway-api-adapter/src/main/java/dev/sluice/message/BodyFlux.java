package dev.sluice.message;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/** A body as a Flux: a batch is asked for when all buffers of the one before were. */
final class BodyFlux implements BodyReceiver {

    private final FluxSink<ByteBuf> sink;
    private final Consumer<HttpHeaders> trailers;
    private @Nullable BodyFlow flow;

    /** Whether a batch without a part is said by an empty buffer: the first one only. */
    private boolean saysNothing;

    private BodyFlux(FluxSink<ByteBuf> sink, Consumer<HttpHeaders> trailers, boolean saysNothing) {
        this.sink = sink;
        this.trailers = trailers;
        this.saysNothing = saysNothing;
    }

    /**
     * Asks for nothing yet.
     *
     * @param saysNothing whether an empty buffer comes first where the batch of the head has no part
     */
    static Flux<ByteBuf> of(ResponseBody body, Consumer<HttpHeaders> trailers, boolean saysNothing) {
        return Flux.<ByteBuf>create(sink -> new BodyFlux(sink, trailers, saysNothing).start(body))
                .doOnDiscard(ByteBuf.class, ByteBuf::release);
    }

    private void start(ResponseBody body) {
        BodyFlow started = body.relay(this);
        flow = started;
        sink.onRequest(_ -> started.read());
        sink.onCancel(started::cancel);
    }

    @Override
    public void received(ByteBuf part) {
        saysNothing = false;
        sink.next(part);
    }

    @Override
    public void batchRead() {
        if (saysNothing) {
            saysNothing = false;
            sink.next(Unpooled.EMPTY_BUFFER);
        }
        if (flow != null && sink.requestedFromDownstream() > 0) {
            flow.read();
        }
    }

    @Override
    public void ended(HttpHeaders received) {
        trailers.accept(received);
        sink.complete();
    }

    @Override
    public void broke(Throwable cause) {
        sink.error(cause);
    }
}
