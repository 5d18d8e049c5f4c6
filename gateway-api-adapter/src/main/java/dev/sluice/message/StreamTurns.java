package dev.sluice.message;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;
import org.jspecify.annotations.Nullable;

/**
 * The order in which the streams of an HTTP/2 connection send their DATA: each in its turn, its share of what the
 * connection takes, but a whole frame at least.
 *
 * <p>Netty's own order is that of the priorities, which RFC 9113 section 5.3 has taken away, and gives a stream 1 KiB
 * at a time. With several bodies under way each KiB is then a frame, with buffers and promises of its own.
 */
public final class StreamTurns {

    private StreamTurns() {}

    /**
     * Sets the order. For a codec that has a stream already it is too late. Runs on the connection's event loop, or
     * before the codec is in a pipeline.
     *
     * @throws IllegalStateException if the codec has streams
     */
    public static void apply(Http2FrameCodec codec) {
        Http2Connection connection = codec.connection();
        if (connection.numActiveStreams() > 0) {
            throw new IllegalStateException("bytes of a stream that has begun would be lost");
        }
        @Nullable
        ChannelHandlerContext context = codec.encoder().flowController().channelHandlerContext();
        var order = new UniformStreamByteDistributor(connection);
        order.minAllocationChunk(Http2CodecUtil.DEFAULT_MAX_FRAME_SIZE);
        // The codec listens for writability at the controller that goes, but only to tell a multiplexer that takes no
        // notice: a stream's channel counts what it has not written, and is writable by that.
        var flow = new DefaultHttp2RemoteFlowController(connection, order);
        connection.remote().flowController(flow);
        if (context != null) {
            enter(flow, context);
        }
    }

    private static void enter(DefaultHttp2RemoteFlowController flow, ChannelHandlerContext context) {
        try {
            flow.channelHandlerContext(context);
        } catch (Http2Exception e) {
            throw new IllegalStateException("nothing is queued that could fail to be written", e);
        }
    }
}
