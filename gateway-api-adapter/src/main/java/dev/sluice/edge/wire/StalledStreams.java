package dev.sluice.edge.wire;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayList;
import java.util.List;

/** Resets the streams whose response the client has given no window for too long, so that the backend is free again. */
final class StalledStreams {

    private record Stall(int window, long since) {}

    private final Http2FrameCodec codec;
    private final ChannelHandlerContext ctx;
    private final long timeout;
    private final Http2Connection.PropertyKey key;

    /** The context is the codec's, the timeout in nanoseconds. */
    StalledStreams(Http2FrameCodec codec, ChannelHandlerContext ctx, long timeout) {
        this.codec = codec;
        this.ctx = ctx;
        this.timeout = timeout;
        this.key = codec.connection().newKey();
    }

    void reset(long now) {
        List<Integer> stalled = new ArrayList<>();
        try {
            codec.connection().forEachActiveStream(stream -> {
                if (isStalled(stream, now)) {
                    stalled.add(stream.id());
                }
                return true;
            });
        } catch (Http2Exception e) {
            throw new IllegalStateException("the visitor throws none", e);
        }
        for (int stream : stalled) {
            var _ = codec.resetStream(ctx, stream, Http2Error.CANCEL.code(), ctx.newPromise());
            ctx.flush();
        }
    }

    private boolean isStalled(Http2Stream stream, long now) {
        Http2RemoteFlowController flow = codec.encoder().flowController();
        if (!flow.hasFlowControlled(stream)) {
            stream.removeProperty(key);
            return false;
        }
        int window = flow.windowSize(stream);
        Stall stall = stream.getProperty(key);
        if (stall == null || stall.window != window) {
            stream.setProperty(key, new Stall(window, now));
            return false;
        }
        return now - stall.since >= timeout;
    }
}
