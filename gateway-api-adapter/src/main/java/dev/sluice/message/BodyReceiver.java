package dev.sluice.message;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;

/** Takes the body of a response. Called on the event loop of the request. */
public interface BodyReceiver {

    /** A part of the body, not empty; the receiver releases it. */
    void received(ByteBuf part);

    /**
     * What was asked for by one {@link BodyFlow#read} is here, and more may come later: time to flush, and to ask for
     * more. Not called once the body has ended.
     */
    void batchRead();

    /**
     * The body is complete; nothing follows.
     *
     * @param trailers the fields after it; empty where there are none
     */
    void ended(HttpHeaders trailers);

    /** The body broke off, so that the client must see a broken response; nothing follows. */
    void broke(Throwable cause);
}
