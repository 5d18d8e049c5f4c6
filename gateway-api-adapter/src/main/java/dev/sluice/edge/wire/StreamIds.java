package dev.sluice.edge.wire;

import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.collection.IntObjectHashMap;

/**
 * Which streams the client has opened and which it has ended. Netty forgets a stream when it is over, and lets pass in
 * silence what a client sends on it afterwards: RFC 9113, section 5.1 and 5.1.1.
 */
final class StreamIds {

    /** How far back a stream is still known to have been used. */
    private static final int REMEMBERED = Long.SIZE;

    /** More than run at one time, for one that we reset stays until the client has ended it too. */
    private static final int MAX_UNENDED = 10_000;

    private final IntObjectHashMap<Boolean> unended = new IntObjectHashMap<>();
    private int last;

    /** Bit n: the stream n steps before the last was used. */
    private long used;

    Http2Error headers(int stream, boolean ends) {
        if (stream > last) {
            int steps = (stream - last) / 2;
            used = steps >= REMEMBERED ? 1 : used << steps | 1;
            last = stream;
            if (!ends) {
                unended.put(stream, Boolean.TRUE);
            }
            return unended.size() > MAX_UNENDED ? Http2Error.ENHANCE_YOUR_CALM : Http2Error.NO_ERROR;
        }
        boolean trailers = unended.containsKey(stream);
        if (ends) {
            unended.remove(stream);
        }
        if (trailers || stream % 2 == 0) {
            return Http2Error.NO_ERROR;
        }
        return wasUsed(stream) ? Http2Error.STREAM_CLOSED : Http2Error.PROTOCOL_ERROR;
    }

    private boolean wasUsed(int stream) {
        int steps = (last - stream) / 2;
        return steps >= REMEMBERED || (used >> steps & 1) == 1;
    }

    /** The client sends nothing more on it, or has reset it. */
    void ended(int stream) {
        unended.remove(stream);
    }
}
