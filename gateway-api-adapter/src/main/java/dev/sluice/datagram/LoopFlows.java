package dev.sluice.datagram;

import dev.sluice.stream.StreamEnd;
import dev.sluice.timing.Deadline;
import dev.sluice.timing.TimerWheel;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * The flows of one event loop, in the order in which something moved on them last, so that one timer does for all.
 * Belongs to its loop.
 */
final class LoopFlows {

    /** Ended at a time, before others on the loop have their turn. */
    private static final int IN_A_ROW = 256;

    /** Flows of others that are passed over to find a quiet one of a client, for each datagram. */
    private static final int MOST_SEEN = 64;

    /** Octets that wait for the address of an endpoint, all flows together. */
    private static final int MOST_WAITING = 1 << 20;

    private final EventLoop loop;
    private final long idle;
    private final long quiet;
    private final Entry ends = new Entry();
    private final Expiry expiry = new Expiry();
    private final SendBatch batch = new SendBatch();
    private final ReceiveBuffer receiveBuffer = new ReceiveBuffer(batch);
    private @Nullable TimerWheel wheel;
    private int waiting;

    LoopFlows(EventLoop loop, FlowSettings settings) {
        this.loop = loop;
        this.idle = settings.idle().toNanos();
        this.quiet = settings.quiet().toNanos();
    }

    EventLoop loop() {
        return loop;
    }

    /** What its sockets read into. */
    ReceiveBuffer receiveBuffer() {
        return receiveBuffer;
    }

    /** What they have read and not sent. */
    SendBatch batch() {
        return batch;
    }

    long now() {
        return loop.ticker().nanoTime();
    }

    TimerWheel wheel() {
        TimerWheel known = wheel;
        if (known == null) {
            known = TimerWheel.of(loop);
            wheel = known;
        }
        return known;
    }

    /** Something moved on a flow, which may be new. */
    void moved(Flow flow) {
        ((Entry) flow).movedAt = now();
        flow.leave();
        ends.append(flow);
        if (!expiry.scheduled()) {
            wheel().schedule(expiry, idle);
        }
    }

    /** Whether nothing moved on a flow for so long that nobody need wait for it. */
    boolean isQuiet(Flow flow) {
        return now() - ((Entry) flow).movedAt >= quiet;
    }

    /**
     * Ends the flow on which nothing moved for longest, if it is quiet.
     *
     * @param network of the clients whose flow it must be; null: any
     */
    boolean makeRoom(@Nullable ClientKey network) {
        Entry each = ends.next;
        for (int seen = 0; seen < MOST_SEEN && each instanceof Flow flow && isQuiet(flow); seen++) {
            if (network == null || network.equals(flow.network())) {
                flow.end(StreamEnd.IDLE);
                return true;
            }
            each = each.next;
        }
        return false;
    }

    /** Whether so many octets more may wait; counts them if so. */
    boolean tryWait(int octets) {
        if (waiting + octets > MOST_WAITING) {
            return false;
        }
        waiting += octets;
        return true;
    }

    /** They wait no more. */
    void waited(int octets) {
        waiting -= octets;
    }

    /** A place in the order. */
    static sealed class Entry permits Flow {

        private Entry previous = this;
        private Entry next = this;

        /** By the clock of the loop. */
        private long movedAt;

        Entry() {}

        final void leave() {
            previous.next = next;
            next.previous = previous;
            previous = this;
            next = this;
        }

        private void append(Entry last) {
            last.previous = previous;
            last.next = this;
            previous.next = last;
            previous = last;
        }
    }

    /** Ends what is idle for too long. */
    private final class Expiry extends Deadline {

        @Override
        protected void expire() {
            long now = now();
            for (int ended = 0; ends.next instanceof Flow oldest; ended++) {
                long left = ((Entry) oldest).movedAt + idle - now;
                if (left > 0 || ended == IN_A_ROW) {
                    wheel().schedule(this, left);
                    return;
                }
                oldest.end(StreamEnd.IDLE);
            }
        }
    }
}
