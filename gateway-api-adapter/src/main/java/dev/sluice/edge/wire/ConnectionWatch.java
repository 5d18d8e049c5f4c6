package dev.sluice.edge.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What a {@link ConnectionClock} knows of one connection. */
final class ConnectionWatch {

    private static final double JITTER = 0.1;

    @Nullable
    ConnectionWatch before;

    @Nullable
    ConnectionWatch after;

    private final Channel channel;
    private final ServedConnection served;
    private final MinimumRate taken;
    private final long leaveAt;
    private boolean leaving;

    ConnectionWatch(Channel channel, ConnectionTimeouts timeouts, ServedConnection served) {
        this.channel = channel;
        this.served = served;
        this.taken = new MinimumRate(timeouts.write());
        double share = 1 - JITTER * ThreadLocalRandom.current().nextDouble();
        this.leaveAt =
                channel.eventLoop().ticker().nanoTime() + (long) (timeouts.age().toNanos() * share);
    }

    void look(long now) {
        if (!leaving && now - leaveAt >= 0) {
            leaving = true;
            served.leave();
        }
        if (writeStalls(now)) {
            abort();
        } else {
            served.check(now);
        }
    }

    /** Whether the client has taken too little of what waits for the socket. */
    private boolean writeStalls(long now) {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        // What is pending counts a message until all of it is sent.
        long unsent = waiting == null ? 0 : waiting.totalPendingWriteBytes() - waiting.currentProgress();
        return taken.isTooSlow(unsent > 0, served.octetsWritten() - unsent, now);
    }

    /** A client that reads nothing does not read a farewell either: a reset lets the kernel forget what is queued. */
    private void abort() {
        var _ = channel.config().setOption(ChannelOption.SO_LINGER, 0);
        var first = channel.pipeline().firstContext();
        if (first != null) {
            var _ = first.close();
        }
    }
}
