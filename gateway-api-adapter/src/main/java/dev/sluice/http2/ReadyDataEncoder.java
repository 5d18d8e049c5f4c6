package dev.sluice.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2LifecycleManager;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lets small DATA that waits for nothing become a frame at once. Netty's encoder gives all DATA to flow control, which
 * makes a queue for each stream and hands it out with the next flush: a message of gRPC costs more there than its
 * octets. DATA waits where its stream or connection has no credit, behind what waits already, and while the channel is
 * full; what is large takes its turn among the streams.
 */
final class ReadyDataEncoder extends DefaultHttp2ConnectionEncoder {

    private final FrameWriter frames;
    private @Nullable Http2LifecycleManager streams;

    ReadyDataEncoder(Http2Connection connection, FrameWriter frames) {
        super(connection, frames);
        this.frames = frames;
    }

    @Override
    public void lifecycleManager(Http2LifecycleManager manager) {
        super.lifecycleManager(manager);
        streams = manager;
    }

    @Override
    public ChannelFuture writeData(
            ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean ends, ChannelPromise promise) {
        Http2Stream stream = connection().stream(id);
        if (stream == null || padding > 0 || !isReady(ctx, stream, data.readableBytes())) {
            return super.writeData(ctx, id, data, padding, ends, promise);
        }
        spend(stream, data.readableBytes());
        ChannelFuture written = frames.writeData(ctx, id, data, 0, ends, promise);
        if (ends) {
            Objects.requireNonNull(streams).closeStreamLocal(stream, written);
        }
        return written;
    }

    private boolean isReady(ChannelHandlerContext ctx, Http2Stream stream, int octets) {
        Http2RemoteFlowController flow = flowController();
        return octets <= FrameWriter.SMALL
                && stream.state().localSideOpen()
                && octets <= flow.windowSize(stream)
                && octets <= flow.windowSize(connection().connectionStream())
                && !flow.hasFlowControlled(stream)
                && ctx.channel().isWritable();
    }

    private void spend(Http2Stream stream, int octets) {
        try {
            flowController().incrementWindowSize(connection().connectionStream(), -octets);
            flowController().incrementWindowSize(stream, -octets);
        } catch (Http2Exception e) {
            throw new IllegalStateException("a window that becomes smaller is within bounds", e);
        }
    }
}
