package dev.sluice.message;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;

/**
 * The body of a request on its way to a backend.
 *
 * @param framing how its end is told
 * @param content buffers that the subscriber releases; subscribed to at most once, and asked for only as fast as they
 *     can be sent on; an error means that the client's body broke off
 * @param trailers the fields after a chunked body; to be asked for when {@code content} has completed, empty where the
 *     client sent none
 */
public record RequestBody(BodyFraming framing, Flux<ByteBuf> content, Supplier<HttpHeaders> trailers) {

    /** No body. */
    public static final RequestBody NONE = of(BodyFraming.NONE, Flux.empty());

    /** A body without trailers. */
    public static RequestBody of(BodyFraming framing, Flux<ByteBuf> content) {
        return new RequestBody(framing, content, () -> EmptyHttpHeaders.INSTANCE);
    }
}
