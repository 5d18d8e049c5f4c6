package dev.sluice.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The flow of DATA on one stream of an {@link Http2Endpoint}, in both directions. Belongs to the connection's event
 * loop.
 *
 * <p>What comes and nobody has asked for is kept, at most as much as the stream's window allows; it is credited when
 * more is asked for, which says that it was forwarded. What goes is held until it is known whether it is the last part,
 * which ends the stream, and is writable while little is queued.
 */
public abstract class StreamFlow {

    /** Octets that may be queued, and to how many they must fall until the stream is writable again. */
    private static final int HIGH_WATER = 64 << 10;

    private static final int LOW_WATER = 32 << 10;

    private final Http2Endpoint<?> endpoint;
    private final Http2Stream stream;

    private long received;
    private int uncredited;
    private boolean widened;
    private @Nullable Queue<ByteBuf> unread;

    private @Nullable ByteBuf heldPart;
    private int queued;
    private boolean unwritable;

    protected StreamFlow(Http2Endpoint<?> endpoint, Http2Stream stream) {
        this.endpoint = endpoint;
        this.stream = stream;
    }

    /** The number of the stream. */
    public final int id() {
        return stream.id();
    }

    // What comes

    /** So many octets came. */
    protected final void came(int octets) {
        received += octets;
    }

    /** Octets that came so far. */
    protected final long received() {
        return received;
    }

    /** Keeps a part that nobody has asked for yet. */
    protected final void keep(ByteBuf part) {
        if (unread == null) {
            unread = new ArrayDeque<>(4);
        }
        unread.add(part);
    }

    /** Whether parts are kept, or were and {@link #allRead} was not called. */
    protected final boolean hasUnread() {
        return unread != null;
    }

    /** The next part that is kept, which counts as handed over; null where none is left. */
    protected final @Nullable ByteBuf nextUnread() {
        ByteBuf part = unread == null ? null : unread.poll();
        if (part != null) {
            handedOver(part);
        }
        return part;
    }

    /** All that was kept is handed over. */
    protected final void allRead() {
        unread = null;
    }

    /** A part is given to who asked for it: to be credited when more is asked for. */
    protected final void handedOver(ByteBuf part) {
        uncredited += part.readableBytes();
    }

    /** Drops what is kept: it counts as handed over. */
    protected final void dropUnread() {
        for (ByteBuf part = nextUnread(); part != null; part = nextUnread()) {
            part.release();
        }
        unread = null;
    }

    /**
     * Lets the peer send as much again as was handed over. A stream that has sent as much as its first window may send
     * more at a time from then on.
     *
     * @param goesOn whether more is to come
     */
    protected final void credit(boolean goesOn) {
        if (uncredited == 0) {
            return;
        }
        int octets = uncredited;
        uncredited = 0;
        endpoint.credit(stream, octets);
        if (goesOn && !widened && received >= Http2Codec.FIRST_WINDOW) {
            widened = true;
            endpoint.widen(stream);
        }
    }

    // What goes

    /** Holds a part until it is known what follows; nothing else may be held. */
    protected final void hold(ByteBuf part) {
        heldPart = part;
    }

    /** The part that is held, which is held no more; null for none. */
    protected final @Nullable ByteBuf takeHeld() {
        ByteBuf part = heldPart;
        heldPart = null;
        return part;
    }

    /** Lets go of what is held. */
    protected final void releaseHeld() {
        if (heldPart != null) {
            heldPart.release();
            heldPart = null;
        }
    }

    /** Counts octets as queued. To be kept when they have left for the socket, or never will. */
    protected final ChannelPromise queue(int octets) {
        queued += octets;
        return endpoint.context().newPromise().addListener(_ -> written(octets));
    }

    /** Whether octets are queued. */
    protected final boolean hasQueued() {
        return queued > 0;
    }

    private void written(int octets) {
        queued -= octets;
        if (unwritable && queued <= LOW_WATER) {
            unwritable = false;
            writableAgain();
        }
    }

    /** Whether more can be written without filling memory; where not, {@link #writableAgain} is called when it can. */
    protected final boolean hasRoom() {
        unwritable = queued + (heldPart == null ? 0 : heldPart.readableBytes()) >= HIGH_WATER;
        return !unwritable;
    }

    /** More can be written. Called also after the stream has ended. */
    protected abstract void writableAgain();
}
