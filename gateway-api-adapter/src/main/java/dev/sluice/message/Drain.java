package dev.sluice.message;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body that nobody wants, so that its connection can be used again. Of a long one it is cheaper to close the
 * connection than to read the rest.
 */
public final class Drain implements BodyReceiver {

    private static final long LIMIT = 1024 * 1024;

    private @Nullable BodyFlow flow;
    private long received;
    private boolean wantsMore;

    private Drain() {}

    /** On the event loop of the request. */
    public static void start(ResponseBody body) {
        Drain drain = new Drain();
        BodyFlow flow = body.relay(drain);
        drain.flow = flow;
        if (drain.wantsMore) {
            drain.goOn(flow);
        }
    }

    @Override
    public void received(ByteBuf part) {
        received += part.readableBytes();
        part.release();
    }

    @Override
    public void batchRead() {
        if (flow == null) {
            wantsMore = true;
        } else {
            goOn(flow);
        }
    }

    private void goOn(BodyFlow open) {
        if (received > LIMIT) {
            open.cancel();
        } else {
            open.read();
        }
    }

    @Override
    public void ended(HttpHeaders trailers) {
        wantsMore = false;
    }

    @Override
    public void broke(Throwable cause) {
        wantsMore = false;
    }
}
