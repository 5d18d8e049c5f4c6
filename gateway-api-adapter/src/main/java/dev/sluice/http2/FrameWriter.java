package dev.sluice.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import java.util.Map;

/**
 * Writes frames. HEADERS, WINDOW_UPDATE and small DATA are gathered, and leave as one message. Says how much of a body
 * leaves, frame by frame; the promise of a write is kept only when all of it has left.
 */
public final class FrameWriter extends DefaultHttp2FrameWriter {

    /** Octets of DATA that are copied: more of them cost more than a message of their own. */
    static final int SMALL = 4 << 10;

    /** What a field counts besides its text: RFC 9113, section 10.5.1. */
    private static final int OVERHEAD = 32;

    private static final int HEADER = Http2CodecUtil.FRAME_HEADER_LENGTH;

    private final FrameGathering gathering = new FrameGathering();
    private final Http2HeadersEncoder headersEncoder;
    private DataListener listener = (stream, octets) -> {};

    FrameWriter() {
        this(new DefaultHttp2HeadersEncoder(new UniqueFields(), true));
    }

    private FrameWriter(Http2HeadersEncoder headersEncoder) {
        super(headersEncoder);
        this.headersEncoder = headersEncoder;
    }

    /** Hears of each DATA frame that is sent. */
    @FunctionalInterface
    public interface DataListener {

        /** So many octets of a body leave, as flow control allows. */
        void sent(int stream, int octets);
    }

    /** Has a listener hear of each frame from now on. On the connection's event loop. */
    public void listener(DataListener newListener) {
        listener = newListener;
    }

    /** What is gathered here; to be put next to the endpoint, on the channel's side. */
    FrameGathering gathering() {
        return gathering;
    }

    // DATA

    @Override
    public ChannelFuture writeData(
            ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean ends, ChannelPromise promise) {
        int octets = data.readableBytes();
        listener.sent(id, octets);
        if (padding > 0) {
            return super.writeData(ctx, id, data, padding, ends, promise);
        }
        if (octets > SMALL) {
            return writeParts(ctx, id, data, ends, promise);
        }
        ByteBuf frames = gathering.frames();
        header(frames, octets, Http2FrameTypes.DATA, end(ends), id);
        frames.writeBytes(data);
        data.release();
        gathering.appended(promise);
        return promise;
    }

    /** What is large leaves as it is, in frames of the greatest size that the peer takes. */
    private ChannelFuture writeParts(
            ChannelHandlerContext ctx, int id, ByteBuf data, boolean ends, ChannelPromise promise) {
        int most = maxFrameSize();
        while (data.readableBytes() > most) {
            dataHeader(id, most, false);
            var _ = ctx.write(data.readRetainedSlice(most));
        }
        dataHeader(id, data.readableBytes(), ends);
        return ctx.write(data, promise);
    }

    private void dataHeader(int id, int octets, boolean ends) {
        header(gathering.frames(), octets, Http2FrameTypes.DATA, end(ends), id);
        gathering.appended();
    }

    // HEADERS

    @Override
    public ChannelFuture writeHeaders(
            ChannelHandlerContext ctx,
            int id,
            Http2Headers headers,
            int padding,
            boolean ends,
            ChannelPromise promise) {
        if (padding > 0) {
            return super.writeHeaders(ctx, id, headers, padding, ends, promise);
        }
        ByteBuf frames = gathering.frames();
        int start = frames.writerIndex();
        try {
            checkSize(id, headers);
            frames.writeZero(HEADER);
            headersEncoder.encodeHeaders(id, headers, frames);
        } catch (Http2Exception refused) {
            frames.writerIndex(start);
            return promise.setFailure(refused);
        } catch (RuntimeException bug) {
            // Half a frame would be read as the one that follows.
            frames.writerIndex(start);
            throw bug;
        }
        frame(frames, start, id, ends);
        gathering.appended(promise);
        return promise;
    }

    /** The encoder would go through all fields to find it, also where the peer has said no limit. */
    private void checkSize(int id, Http2Headers headers) throws Http2Exception {
        long most = headersEncoder.configuration().maxHeaderListSize();
        if (most >= Http2CodecUtil.MAX_HEADER_LIST_SIZE) {
            return;
        }
        long size = 0;
        for (Map.Entry<CharSequence, CharSequence> field : headers) {
            size += field.getKey().length() + field.getValue().length() + OVERHEAD;
            if (size > most) {
                Http2CodecUtil.headerListSizeExceeded(id, most, false);
            }
        }
    }

    /** Writes the header of the frame whose block is there; a block that one frame does not hold is cut. */
    private void frame(ByteBuf frames, int start, int id, boolean ends) {
        int length = frames.writerIndex() - start - HEADER;
        int most = maxFrameSize();
        if (length <= most) {
            int end = frames.writerIndex();
            frames.writerIndex(start);
            header(frames, length, Http2FrameTypes.HEADERS, end(ends) | Http2Flags.END_HEADERS, id);
            frames.writerIndex(end);
            return;
        }
        ByteBuf block = frames.copy(start + HEADER, length);
        frames.writerIndex(start);
        header(frames, most, Http2FrameTypes.HEADERS, end(ends), id);
        frames.writeBytes(block, most);
        while (block.isReadable()) {
            int part = Math.min(most, block.readableBytes());
            boolean last = part == block.readableBytes();
            header(frames, part, Http2FrameTypes.CONTINUATION, last ? Http2Flags.END_HEADERS : 0, id);
            frames.writeBytes(block, part);
        }
        block.release();
    }

    // Credit

    @Override
    public ChannelFuture writeWindowUpdate(ChannelHandlerContext ctx, int id, int increment, ChannelPromise promise) {
        ByteBuf frames = gathering.frames();
        header(frames, Integer.BYTES, Http2FrameTypes.WINDOW_UPDATE, 0, id);
        frames.writeInt(increment);
        gathering.appended(promise);
        return promise;
    }

    private static int end(boolean ends) {
        return ends ? Http2Flags.END_STREAM : 0;
    }

    private static void header(ByteBuf frames, int length, byte type, int flags, int id) {
        frames.writeMedium(length).writeByte(type).writeByte(flags).writeInt(id);
    }
}
