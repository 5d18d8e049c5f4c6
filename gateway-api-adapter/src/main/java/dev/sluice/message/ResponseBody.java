package dev.sluice.message;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;

/**
 * The body of a response on its way to a client. One of {@link #relay}, {@link #content} and {@link #discard} is
 * called, once, so that the connection behind it is given back.
 */
public interface ResponseBody {

    /**
     * Hands the body over, without an object for each part of it. On the event loop of the request alone. Counts as the
     * first {@link BodyFlow#read}; what is here already is handed over at once.
     */
    BodyFlow relay(BodyReceiver receiver);

    /**
     * The body for those who think in Reactor: buffers that the subscriber releases; an error: it broke off.
     *
     * @param trailers is told the fields after the body, empty or not, before the end
     */
    default Flux<ByteBuf> content(Consumer<HttpHeaders> trailers) {
        return new BodyFlux(this, trailers, false);
    }

    /**
     * The same, with an empty buffer first where nothing of the body has come with the head: who waits for the first
     * buffer before the head is written need not wait longer.
     */
    default Flux<ByteBuf> contentAfterHead(Consumer<HttpHeaders> trailers) {
        return new BodyFlux(this, trailers, true);
    }

    /** The body without trailers. */
    default Flux<ByteBuf> content() {
        return content(_ -> {});
    }

    /** Whether filters of the application gave it, so that they, and no backend, answer for its length. */
    default boolean isOfFilters() {
        return false;
    }

    /** Nobody wants it: closes what is behind it, if it has not ended. Any thread. */
    void discard();

    /** A body that is here, whole; empty for none. It is released with {@link #discard} too. */
    static ResponseBody of(ByteBuf whole) {
        return new WholeBody(whole);
    }
}
