package dev.sluice.tls;

import dev.sluice.config.listener.PortId;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Stands first on a TLS connection: reads the ClientHello, however it is cut, and puts the TLS handler of the chosen
 * Listener in its own place. Where no Listener has the name, it answers alert unrecognized_name and closes; there is no
 * default to fall back to.
 */
public final class ServerNameHandler extends AbstractSniHandler<ConnectionPlan> {

    /** Larger than any honest ClientHello; the protocol's own limit is 16 MiB. */
    private static final int MAX_CLIENT_HELLO = 64 * 1024;

    /** Record type alert, TLS 1.2, two bytes: fatal, unrecognized_name (RFC 6066 section 3). */
    private static final byte[] UNRECOGNIZED_NAME = {0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 112};

    private final PortId socket;
    private final Supplier<TlsTable> table;

    /**
     * For one connection.
     *
     * @param table read once, when the ClientHello is whole
     * @param handshakeTimeout for the ClientHello, and again for the rest
     */
    public ServerNameHandler(PortId socket, Supplier<TlsTable> table, Duration handshakeTimeout) {
        super(MAX_CLIENT_HELLO, handshakeTimeout.toMillis());
        this.socket = socket;
        this.table = table;
    }

    @Override
    protected Future<ConnectionPlan> lookup(ChannelHandlerContext ctx, @Nullable String hostname) {
        return ctx.executor().newSucceededFuture(table.get().plan(socket, ServerNames.normalise(hostname)));
    }

    @Override
    protected void onLookupComplete(
            ChannelHandlerContext ctx, @Nullable String hostname, Future<ConnectionPlan> future) {
        if (!ctx.channel().isActive()) {
            return;
        }
        switch (future.getNow()) {
            case ConnectionPlan.Refuse _ -> {
                ctx.fireUserEventTriggered(HandshakeOutcome.UNKNOWN_NAME);
                ctx.writeAndFlush(Unpooled.wrappedBuffer(UNRECOGNIZED_NAME)).addListener(ChannelFutureListener.CLOSE);
            }
            case ConnectionPlan.Terminate plan -> terminate(ctx, plan, ServerNames.normalise(hostname));
        }
    }

    private void terminate(ChannelHandlerContext ctx, ConnectionPlan.Terminate plan, @Nullable String serverName) {
        plan.keep(ctx.channel());
        ServerNames.keep(ctx.channel(), serverName);
        SslHandler tls = plan.context().newHandler(ctx.alloc());
        tls.setHandshakeTimeoutMillis(handshakeTimeoutMillis);
        insistOn(serverName, tls.engine());
        ctx.pipeline().replace(this, ctx.name(), tls);
    }

    /**
     * The TLS engine reads the ClientHello for itself. Were it ever to find another name than the one the certificate
     * was chosen for, the handshake ends: two readers that disagree must not open a Listener to a stranger.
     */
    private static void insistOn(@Nullable String serverName, SSLEngine engine) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setSNIMatchers(List.<SNIMatcher>of(new SameServerName(serverName)));
        engine.setSSLParameters(parameters);
    }
}
