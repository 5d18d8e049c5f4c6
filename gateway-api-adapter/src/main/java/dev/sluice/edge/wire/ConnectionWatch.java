package dev.sluice.edge.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** The clock of one connection: one timer for all its limits, so that a request sets and cancels none. */
final class ConnectionWatch {

    private static final double JITTER = 0.1;

    /**
     * Octets that a client must take for each second of a write timeout, and at least in one. Whoever takes one a
     * second must not stay for ever, and the buffers of the kernel hide that for kilobytes.
     */
    private static final int ENOUGH = 256;

    private final ChannelHandlerContext ctx;
    private final ConnectionTimeouts timeouts;
    private final Watched watched;
    private final Ticker ticker;
    private final long period;
    private final long leaveAt;
    private final long enough;
    private boolean leaving;
    private int unsent;
    private long unsentProgress;
    private long stalledSince;

    private ConnectionWatch(ChannelHandlerContext ctx, ConnectionTimeouts timeouts, Watched watched) {
        this.ctx = ctx;
        this.timeouts = timeouts;
        this.watched = watched;
        this.ticker = ctx.executor().ticker();
        this.period = timeouts.period();
        this.enough = ENOUGH * Math.max(1, timeouts.write().toSeconds());
        double share = 1 - JITTER * ThreadLocalRandom.current().nextDouble();
        this.leaveAt = ticker.nanoTime() + (long) (timeouts.age().toNanos() * share);
    }

    /** Runs until the connection is closed. */
    static void start(ChannelHandlerContext ctx, ConnectionTimeouts timeouts, Watched watched) {
        var watch = new ConnectionWatch(ctx, timeouts, watched);
        var look = ctx.executor().scheduleAtFixedRate(watch::look, watch.period, watch.period, TimeUnit.NANOSECONDS);
        ctx.channel().closeFuture().addListener(closed -> look.cancel(false));
    }

    private void look() {
        long now = ticker.nanoTime();
        if (!leaving && now - leaveAt >= 0) {
            leaving = true;
            watched.leave();
        }
        if (writeStalls(now)) {
            abort();
            return;
        }
        watched.check(now);
    }

    /** What is queued will not be taken, a farewell neither: a reset lets the kernel forget both. */
    private void abort() {
        var _ = ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        var _ = ctx.close();
    }

    /** Whether the first message that waits for the socket has hardly moved for too long. */
    private boolean writeStalls(long now) {
        Channel channel = ctx.channel();
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        Object first = waiting == null ? null : waiting.current();
        if (waiting == null || first == null) {
            unsent = 0;
            return false;
        }
        int message = System.identityHashCode(first);
        long progress = waiting.currentProgress();
        if (message != unsent || progress - unsentProgress >= enough) {
            unsent = message;
            unsentProgress = progress;
            stalledSince = now;
            return false;
        }
        return now - stalledSince >= timeouts.write().toNanos();
    }
}
