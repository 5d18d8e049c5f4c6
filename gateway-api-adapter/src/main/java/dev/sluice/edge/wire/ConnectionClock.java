package dev.sluice.edge.wire;

import dev.sluice.timing.Deadline;
import dev.sluice.timing.TimerWheel;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks after the limits of all connections. One timer for each event loop goes round its connections, so that an idle
 * one costs neither a timer nor a wake-up of its own, and a request sets and cancels none.
 */
public final class ConnectionClock {

    private final ConnectionTimeouts timeouts;
    private final Map<EventLoop, Round> rounds = new ConcurrentHashMap<>();

    public ConnectionClock(ConnectionTimeouts timeouts) {
        this.timeouts = timeouts;
    }

    /** The limits that it keeps. */
    ConnectionTimeouts timeouts() {
        return timeouts;
    }

    /** Looks after a connection until it is closed. Called on its event loop. */
    void watch(Channel channel, ServedConnection served) {
        Round round = rounds.computeIfAbsent(channel.eventLoop(), loop -> new Round(loop, timeouts.period()));
        var watch = new ConnectionWatch(channel, timeouts, served);
        round.add(watch);
        channel.closeFuture().addListener(closed -> round.remove(watch));
    }

    /** The connections of one event loop, in a ring that starts at {@link #first}. */
    private static final class Round extends Deadline {

        private final EventLoop loop;
        private final long period;
        private @Nullable ConnectionWatch first;

        Round(EventLoop loop, long period) {
            this.loop = loop;
            this.period = period;
        }

        void add(ConnectionWatch watch) {
            ConnectionWatch head = first;
            if (head == null) {
                TimerWheel.of(loop).schedule(this, period);
            } else {
                head.before = watch;
                watch.after = head;
            }
            first = watch;
        }

        void remove(ConnectionWatch watch) {
            if (watch.before == null) {
                first = watch.after;
            } else {
                watch.before.after = watch.after;
            }
            if (watch.after != null) {
                watch.after.before = watch.before;
            }
            if (first == null) {
                cancel();
            }
        }

        /** What is looked at may close, and leave the ring. */
        @Override
        protected void expire() {
            long now = loop.ticker().nanoTime();
            ConnectionWatch watch = first;
            while (watch != null) {
                ConnectionWatch next = watch.after;
                watch.look(now);
                watch = next;
            }
            if (first != null) {
                TimerWheel.of(loop).schedule(this, period);
            }
        }
    }
}
