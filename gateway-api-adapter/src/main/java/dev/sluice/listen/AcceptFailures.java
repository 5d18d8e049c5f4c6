package dev.sluice.listen;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a socket rest when it cannot accept, for lack of descriptors or memory: asked again at once, it would fail
 * again, and take the processor from the connections that are served.
 */
final class AcceptFailures extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(AcceptFailures.class);
    private static final long REST_SECONDS = 1;
    private static final long LOG_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String socket;
    private boolean resting;
    private long loggedAt = System.nanoTime() - LOG_NANOS;

    AcceptFailures(String socket) {
        this.socket = socket;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        long now = System.nanoTime();
        if (now - loggedAt >= LOG_NANOS) {
            loggedAt = now;
            LOG.warn(
                    "{} cannot accept connections, and tries again every second: {}. Raise the limit of open files, or"
                            + " lower sluice.listen.max-connections",
                    socket,
                    cause.toString());
        }
        if (!resting && ctx.channel().config().isAutoRead()) {
            resting = true;
            ctx.channel().config().setAutoRead(false);
            var _ = ctx.executor()
                    .schedule(
                            () -> {
                                resting = false;
                                ctx.channel().config().setAutoRead(true);
                            },
                            REST_SECONDS,
                            TimeUnit.SECONDS);
        }
    }
}
