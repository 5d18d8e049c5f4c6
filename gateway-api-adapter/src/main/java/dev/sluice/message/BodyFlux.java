package dev.sluice.message;

import io.netty.buffer.ByteBuf;
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

    private BodyFlux(FluxSink<ByteBuf> sink, Consumer<HttpHeaders> trailers) {
        this.sink = sink;
        this.trailers = trailers;
    }

    static Flux<ByteBuf> of(ResponseBody body, Consumer<HttpHeaders> trailers) {
        return Flux.<ByteBuf>create(sink -> new BodyFlux(sink, trailers).start(body))
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
        sink.next(part);
    }

    @Override
    public void batchRead() {
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
