package dev.sluice.edge.wire;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Errors of a connection that its client can cause at will: octets that are no frames or no TLS, alerts, resets. They
 * are logged for debugging only, for any client could fill the log with them.
 */
final class ClientFault {

    private static final Logger LOG = LoggerFactory.getLogger(ClientFault.class);

    private ClientFault() {}

    /** Closes the connection; what is not the client's doing is a fault of ours, and is reported. */
    static void close(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException || cause instanceof Http2Exception || cause instanceof CodecException) {
            LOG.debug("Connection of {} failed", ctx.channel().remoteAddress(), cause);
        } else {
            LOG.error(
                    "A fault of the gateway on a connection of {}",
                    ctx.channel().remoteAddress(),
                    cause);
        }
        var _ = ctx.close();
    }
}
