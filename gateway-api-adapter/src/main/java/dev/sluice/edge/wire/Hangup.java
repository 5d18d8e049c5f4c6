package dev.sluice.edge.wire;

import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Closes a connection without asking the handlers behind, some of which would wait for their streams. */
final class Hangup {

    private Hangup() {}

    static Future<?> after(ChannelHandlerContext ctx, long delay, TimeUnit unit) {
        return ctx.executor()
                .schedule(
                        () -> {
                            var _ = ctx.close();
                        },
                        delay,
                        unit);
    }
}
