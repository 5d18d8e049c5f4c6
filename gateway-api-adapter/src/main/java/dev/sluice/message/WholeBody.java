package dev.sluice.message;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.EmptyHttpHeaders;

/** A body that is here. */
record WholeBody(ByteBuf whole) implements ResponseBody, BodyFlow {

    @Override
    public BodyFlow relay(BodyReceiver receiver) {
        if (whole.isReadable()) {
            receiver.received(whole);
        } else {
            whole.release();
        }
        receiver.ended(EmptyHttpHeaders.INSTANCE);
        return this;
    }

    @Override
    public void discard() {
        whole.release();
    }

    @Override
    public void read() {
        // It has ended.
    }

    @Override
    public void cancel() {
        // It has ended.
    }
}
