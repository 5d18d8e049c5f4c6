package dev.sluice.edge.wire;

import dev.sluice.edge.RequestLimits;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.util.concurrent.Ticker;

/** Reads the frame headers of an HTTP/2 connection, and nothing else of it: RFC 9113, section 4.1. */
final class FrameScanner {

    private static final int HEADER_LENGTH = 9;
    private static final int MAX_CONTINUATIONS = 16;

    /** An encoded header is rarely longer than a decoded one; the decoder answers 431 long before. */
    private static final int BLOCK_FACTOR = 4;

    private static final long NEVER = Long.MIN_VALUE;

    private final FrameBudget budget;
    private final StreamIds streams;
    private final Ticker ticker;
    private final int maxBlock;
    private final byte[] header = new byte[HEADER_LENGTH];
    private int have;
    private int payloadLeft;
    private boolean inBlock;
    private int continuations;
    private int block;
    private long blockSince = NEVER;

    FrameScanner(RequestLimits limits, FrameBudget budget, StreamIds streams, Ticker ticker) {
        this.budget = budget;
        this.streams = streams;
        this.ticker = ticker;
        this.maxBlock = limits.headers() * BLOCK_FACTOR;
    }

    /** When the headers began that are not whole yet; {@link Long#MIN_VALUE} where there are none. */
    long blockSince() {
        return blockSince;
    }

    /** Judges the octets, which stay where they are. {@link Http2Error#NO_ERROR} where they may pass. */
    Http2Error scan(ByteBuf in) {
        int at = in.readerIndex();
        while (at < in.writerIndex()) {
            if (payloadLeft > 0) {
                int taken = Math.min(payloadLeft, in.writerIndex() - at);
                at += taken;
                payloadLeft -= taken;
            } else {
                header[have++] = in.getByte(at++);
                if (have == HEADER_LENGTH) {
                    have = 0;
                    Http2Error error = judgeFrame();
                    if (error != Http2Error.NO_ERROR) {
                        return error;
                    }
                }
            }
            if (payloadLeft == 0 && have == 0 && !inBlock) {
                blockSince = NEVER;
            }
        }
        return Http2Error.NO_ERROR;
    }

    private Http2Error judgeFrame() {
        int length = (header[0] & 0xff) << 16 | (header[1] & 0xff) << 8 | (header[2] & 0xff);
        byte type = header[3];
        var flags = new Http2Flags(header[4]);
        int stream = (header[5] & 0x7f) << 24 | (header[6] & 0xff) << 16 | (header[7] & 0xff) << 8 | (header[8] & 0xff);
        payloadLeft = length;
        if (!budget.spend(type, flags, length)) {
            return Http2Error.ENHANCE_YOUR_CALM;
        }
        if (type == Http2FrameTypes.HEADERS) {
            return headers(flags, stream, length);
        }
        if (type == Http2FrameTypes.CONTINUATION) {
            return continuation(flags, length);
        }
        if (type == Http2FrameTypes.RST_STREAM || (type == Http2FrameTypes.DATA && flags.endOfStream())) {
            streams.ended(stream);
        }
        return Http2Error.NO_ERROR;
    }

    private Http2Error headers(Http2Flags flags, int stream, int length) {
        if (blockSince == NEVER) {
            blockSince = ticker.nanoTime();
        }
        inBlock = !flags.endOfHeaders();
        continuations = 0;
        block = length;
        return streams.headers(stream, flags.endOfStream());
    }

    private Http2Error continuation(Http2Flags flags, int length) {
        inBlock = inBlock && !flags.endOfHeaders();
        block += length;
        boolean stalls = length == 0 && !flags.endOfHeaders();
        return stalls || ++continuations > MAX_CONTINUATIONS || block > maxBlock
                ? Http2Error.ENHANCE_YOUR_CALM
                : Http2Error.NO_ERROR;
    }
}
