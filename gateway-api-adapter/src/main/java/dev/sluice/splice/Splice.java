package dev.sluice.splice;

import dev.sluice.timing.Deadline;
import dev.sluice.timing.TimerWheel;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Joins two channels of one event loop: octets that come at one go to the other, no faster than the other takes them. A
 * half that is closed is closed at the other end too, while the other half continues (half-close; TLS has none). Ends,
 * with both channels closed, when both halves have ended, one end is gone, or no octet moved for too long.
 *
 * <p>Belongs to the event loop.
 */
public final class Splice extends Deadline {

    private final SpliceEnd first;
    private final SpliceEnd second;
    private final long idle;
    private final TimerWheel wheel;
    private final Consumer<End> ended;
    private long movedAt = System.nanoTime();
    private long unsent;
    private int open = 2;
    private @Nullable End end;

    /** How a splice ended. */
    public enum End {
        /** Both halves have ended. */
        DONE,
        /** The first channel broke off. */
        FIRST_GONE,
        /** The second channel broke off. */
        SECOND_GONE,
        /** No octet moved for too long. */
        IDLE
    }

    private Splice(Channel first, Channel second, Duration idle, Consumer<End> ended) {
        this.first = new SpliceEnd(this, first, second, End.FIRST_GONE);
        this.second = new SpliceEnd(this, second, first, End.SECOND_GONE);
        this.idle = idle.toNanos();
        this.wheel = TimerWheel.of(first.eventLoop());
        this.ended = ended;
    }

    /**
     * Joins them. Handlers of the channels that are in front of the splice, such as TLS, stay.
     *
     * @param idle for how long no octet may move, in either direction
     * @param early octets of the second that were read before; released when they are sent
     */
    public static Splice join(Channel first, Channel second, Duration idle, Queue<ByteBuf> early) {
        return join(first, second, idle, early, _ -> {});
    }

    /**
     * Joins them. {@link EarlyOctets} of either that are removed afterwards go to the other.
     *
     * @param idle for how long no octet may move, in either direction
     * @param ended called once, when both channels are closed
     */
    public static Splice join(Channel first, Channel second, Duration idle, Consumer<End> ended) {
        return join(first, second, idle, new ArrayDeque<>(), ended);
    }

    private static Splice join(
            Channel first, Channel second, Duration idle, Queue<ByteBuf> early, Consumer<End> ended) {
        Splice splice = new Splice(first, second, idle, ended);
        while (!early.isEmpty()) {
            splice.second.pass(early.remove());
        }
        boolean active = first.isActive() && second.isActive();
        if (active) {
            splice.begin(first, second);
        } else {
            splice.ends(first.isActive() ? End.SECOND_GONE : End.FIRST_GONE);
            splice.second.closePeer();
            splice.first.closePeer();
        }
        first.closeFuture().addListener(closed -> splice.closed());
        second.closeFuture().addListener(closed -> splice.closed());
        return splice;
    }

    private void begin(Channel one, Channel other) {
        one.pipeline().addLast(first);
        other.pipeline().addLast(second);
        one.flush();
        wheel.schedule(this, idle);
        begin(one);
        begin(other);
    }

    private static void begin(Channel channel) {
        channel.config().setAutoRead(false);
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        read(channel);
    }

    /** Not where the other side has ended: epoll closes a channel that is asked then. */
    static void read(Channel channel) {
        if (!(channel instanceof DuplexChannel duplex) || !duplex.isInputShutdown()) {
            channel.read();
        }
    }

    /** Octets that went from the first channel to the second so far. */
    public long octetsFromFirst() {
        return first.octets();
    }

    /** Octets that went from the second channel to the first so far. */
    public long octetsFromSecond() {
        return second.octets();
    }

    void moved() {
        movedAt = System.nanoTime();
    }

    /** Notes why it ends, the first time. */
    void ends(End why) {
        if (end == null) {
            end = why;
        }
    }

    private void closed() {
        open--;
        if (open == 0) {
            cancel();
            ended.accept(end == null ? End.DONE : end);
        }
    }

    /** What a slow reader takes of what was read before has moved, too. */
    @Override
    protected void expire() {
        long quiet = System.nanoTime() - movedAt;
        long before = unsent;
        unsent = first.unsent() + second.unsent();
        if (quiet < idle) {
            wheel.schedule(this, idle - quiet);
        } else if (unsent > 0 && unsent != before) {
            wheel.schedule(this, idle);
        } else {
            ends(End.IDLE);
            first.cutPeer();
            second.cutPeer();
        }
    }
}
