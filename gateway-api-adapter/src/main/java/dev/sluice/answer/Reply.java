package dev.sluice.answer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;

/** An answer as it is written to one client. */
public final class Reply {

    private final HttpResponseStatus status;
    private final HttpHeaders headers;
    private final byte[] content;

    Reply(HttpResponseStatus status, HttpHeaders headers, byte[] content) {
        this.status = status;
        this.headers = headers;
        this.content = content;
    }

    /** What the client sees. */
    public HttpResponseStatus status() {
        return status;
    }

    /** Of this reply alone, with the length that the body has, or would have for a method other than HEAD. */
    public HttpHeaders headers() {
        return headers;
    }

    /** Whether there is a body; not for HEAD. */
    public boolean hasBody() {
        return content.length > 0;
    }

    /** The body, new for each call; empty where there is none. */
    public ByteBuf body() {
        return Unpooled.wrappedBuffer(content);
    }
}
