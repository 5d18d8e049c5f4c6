package dev.sluice.edge.wire;

import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.TimeUnit;

/**
 * How many frames that carry nothing a client may send. Requests, bodies and answers earn them, for with the traffic
 * grow the window updates and pings of an honest client; time earns some too. Whoever has spent all is a flood: PING,
 * SETTINGS, PRIORITY, WINDOW_UPDATE, RST_STREAM, empty DATA, unknown types (CVE-2019-9511 to -9518, CVE-2023-44487).
 */
final class FrameBudget {

    private static final long START = 200;
    private static final long MOST = 1000;
    private static final long PER_SECOND = 20;
    private static final long PER_ANSWER_FRAME = 4;
    private static final int SETTINGS = 4;
    private static final int RESET = 2;
    private static final int FAULT = 4;

    private final Ticker ticker;
    private long left = START;
    private long earnedAt;

    FrameBudget(Ticker ticker) {
        this.ticker = ticker;
        this.earnedAt = ticker.nanoTime();
    }

    /** A frame of a response was written. */
    void earn() {
        left = Math.min(MOST, left + PER_ANSWER_FRAME);
    }

    /** So many octets of a response were written, which the encoder cuts into frames of the usual size at most. */
    void earnByData(int length) {
        for (int cut = 0; cut == 0 || cut < length; cut += Http2CodecUtil.DEFAULT_MAX_FRAME_SIZE) {
            earn();
        }
    }

    /** Pays for a stream that we had to reset; false where nothing is left to pay with. */
    boolean spendOnFault() {
        return spend(FAULT);
    }

    /** Pays for a frame; false where nothing is left to pay with. */
    boolean spend(byte type, Http2Flags flags, int length) {
        return spend(cost(type, flags, length));
    }

    private boolean spend(int cost) {
        left = Math.min(MOST, left - cost);
        if (left < 0) {
            long seconds = TimeUnit.NANOSECONDS.toSeconds(ticker.nanoTime() - earnedAt);
            earnedAt += TimeUnit.SECONDS.toNanos(seconds);
            left = Math.min(START, left + seconds * PER_SECOND);
        }
        return left >= 0;
    }

    /** Negative for a frame that carries something. */
    private static int cost(byte type, Http2Flags flags, int length) {
        return switch (type) {
            case Http2FrameTypes.DATA -> length > 0 || flags.endOfStream() ? -1 : 1;
            case Http2FrameTypes.HEADERS -> -1;
            case Http2FrameTypes.SETTINGS -> flags.ack() ? 1 : SETTINGS;
            case Http2FrameTypes.RST_STREAM -> RESET;
            default -> 1;
        };
    }
}
