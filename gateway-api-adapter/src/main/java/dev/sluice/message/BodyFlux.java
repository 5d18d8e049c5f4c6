package dev.sluice.message;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.function.Consumer;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/**
 * A body as a Flux: a batch is asked for when all buffers of the one before were. To be subscribed to once. Reactor's
 * own {@code Flux.create} costs a call of gRPC an eighth of what it allocates.
 */
final class BodyFlux extends Flux<ByteBuf> {

    private final ResponseBody body;
    private final Consumer<HttpHeaders> trailers;
    private final boolean saysNothing;

    /** @param saysNothing whether an empty buffer comes first where the batch of the head has no part */
    BodyFlux(ResponseBody body, Consumer<HttpHeaders> trailers, boolean saysNothing) {
        this.body = body;
        this.trailers = trailers;
        this.saysNothing = saysNothing;
    }

    @Override
    public void subscribe(CoreSubscriber<? super ByteBuf> subscriber) {
        var parts = new BodyParts(subscriber, trailers, saysNothing);
        subscriber.onSubscribe(parts);
        parts.start(body);
    }
}
