package dev.sluice.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Has small frames leave as one message: a call is a handful of frames of some octets, and each message costs the
 * channel more than these octets do. What is gathered leaves before anything else that is written, and with each flush.
 * Sits between an {@link Http2Endpoint} and the channel, and belongs to its event loop.
 */
final class FrameGathering extends ChannelDuplexHandler {

    /** Octets of a message, but for the frame that fills it: a record of TLS holds as many. */
    private static final int FULL = 16 << 10;

    private static final int LEAST = 256;

    private @Nullable ChannelHandlerContext context;
    private @Nullable Message current;
    private @Nullable Message spare;

    /** Octets of the last message: the next one will have about as many. */
    private int expected = LEAST;

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    /** Where to append a frame, which is then said to be {@link #appended}. */
    ByteBuf frames() {
        Message message = current;
        if (message == null) {
            message = spare == null ? new Message() : spare;
            spare = null;
            current = message;
        }
        return message.octets();
    }

    /** A frame was appended. The promise is kept when its message has left. */
    void appended(ChannelPromise promise) {
        Objects.requireNonNull(current).promises.add(promise);
        appended();
    }

    /** A frame was appended that nobody waits for. */
    void appended() {
        if (frames().readableBytes() >= FULL) {
            writeGathered();
        }
    }

    private void writeGathered() {
        Message message = current;
        if (message != null) {
            current = null;
            ChannelHandlerContext ctx = Objects.requireNonNull(context);
            ByteBuf octets = message.take();
            expected = Math.clamp(octets.readableBytes(), LEAST, FULL);
            var _ = ctx.write(octets, ctx.newPromise().addListener(message));
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        writeGathered();
        var _ = ctx.write(message, promise);
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        writeGathered();
        ctx.flush();
    }

    /** What was not flushed will not leave. */
    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        drop();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        drop();
    }

    private void drop() {
        Message message = current;
        if (message != null) {
            current = null;
            message.take().release();
            message.left(new ClosedChannelException());
        }
    }

    /** Frames that leave together, and who waits for that. */
    private final class Message implements ChannelFutureListener {

        private final List<ChannelPromise> promises = new ArrayList<>();
        private @Nullable ByteBuf octets;

        ByteBuf octets() {
            if (octets == null) {
                octets = Objects.requireNonNull(context).alloc().directBuffer(expected);
            }
            return octets;
        }

        ByteBuf take() {
            ByteBuf taken = octets();
            octets = null;
            return taken;
        }

        @Override
        public void operationComplete(ChannelFuture write) {
            left(write.cause());
        }

        /** @param fault null where all is well */
        void left(@Nullable Throwable fault) {
            for (ChannelPromise promise : promises) {
                if (fault == null) {
                    promise.trySuccess();
                } else {
                    promise.tryFailure(fault);
                }
            }
            promises.clear();
            spare = this;
        }
    }
}
