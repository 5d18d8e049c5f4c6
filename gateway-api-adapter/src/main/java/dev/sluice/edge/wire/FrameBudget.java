package dev.sluice.edge.wire;

import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.TimeUnit;

/**
 * How many frames that carry nothing a client may send. Requests and bodies earn them, and so does every {@value
 * #OCTETS_FOR_ONE} octets that the client is sent, since a client that gives credit in small steps sends a frame or two
 * for each; time earns some too. A client that has spent all is a flood: PING, SETTINGS, PRIORITY, WINDOW_UPDATE,
 * RST_STREAM, empty DATA, unknown types (CVE-2019-9511 to -9518, CVE-2023-44487).
 */
final class FrameBudget {

    private static final long START = 200;
    private static final long MOST = 4000;
    private static final long PER_SECOND = 20;
    private static final long PER_RESPONSE = 4;
    private static final int OCTETS_FOR_ONE = 256;
    private static final int SETTINGS = 4;
    private static final int RESET = 2;
    private static final int FAULT = 4;

    private final Ticker ticker;
    private long left = START;
    private long octets;
    private long earnedAt;

    FrameBudget(Ticker ticker) {
        this.ticker = ticker;
        this.earnedAt = ticker.nanoTime();
    }

    /** A response reached the client whole. */
    void earnResponse() {
        left = Math.min(MOST, left + PER_RESPONSE);
    }

    /** A request began, or a part of its body came. */
    void earnRequest() {
        left = Math.min(MOST, left + 1);
    }

    /** Pays for DATA that is padding only; false where nothing is left to pay with. */
    boolean spendOnPadding() {
        return spend(1);
    }

    /** So many octets of a response's body were sent. */
    void earn(int sent) {
        octets += sent;
        left = Math.min(MOST, left + octets / OCTETS_FOR_ONE);
        octets %= OCTETS_FOR_ONE;
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

    /** 0 for a frame that carries something, which earns when it was found sound. */
    private static int cost(byte type, Http2Flags flags, int length) {
        return switch (type) {
            // Padding may be all that there is; see spendOnPadding.
            case Http2FrameTypes.DATA -> length > 0 || flags.endOfStream() ? 0 : 1;
            case Http2FrameTypes.HEADERS -> 0;
            case Http2FrameTypes.SETTINGS -> flags.ack() ? 1 : SETTINGS;
            case Http2FrameTypes.RST_STREAM -> RESET;
            default -> 1;
        };
    }
}
