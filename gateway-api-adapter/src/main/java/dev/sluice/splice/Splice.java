package dev.sluice.splice;

import dev.sluice.timing.Deadline;
import dev.sluice.timing.TimerWheel;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.Queue;

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
    private long movedAt = System.nanoTime();

    private Splice(Channel first, Channel second, Duration idle) {
        this.first = new SpliceEnd(this, second);
        this.second = new SpliceEnd(this, first);
        this.idle = idle.toNanos();
        this.wheel = TimerWheel.of(first.eventLoop());
    }

    /**
     * Joins them. Handlers of the channels that are in front of the splice, such as TLS, stay.
     *
     * @param idle for how long no octet may move, in either direction
     * @param early octets of the second that were read before; released when they are sent
     */
    public static Splice join(Channel first, Channel second, Duration idle, Queue<ByteBuf> early) {
        Splice splice = new Splice(first, second, idle);
        while (!early.isEmpty()) {
            splice.second.pass(early.remove());
        }
        if (first.isActive() && second.isActive()) {
            splice.begin(first, second);
        } else {
            splice.second.closePeer();
            splice.first.closePeer();
        }
        return splice;
    }

    private void begin(Channel one, Channel other) {
        one.pipeline().addLast(first);
        other.pipeline().addLast(second);
        one.flush();
        wheel.schedule(this, idle);
        other.closeFuture().addListener(closed -> cancel());
        begin(one);
        begin(other);
    }

    private static void begin(Channel channel) {
        channel.config().setAutoRead(false);
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        channel.read();
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

    @Override
    protected void expire() {
        long quiet = System.nanoTime() - movedAt;
        if (quiet >= idle) {
            first.closePeer();
            second.closePeer();
        } else {
            wheel.schedule(this, idle - quiet);
        }
    }
}
