package dev.sluice.tls;

import dev.sluice.config.listener.ListenerMode;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Stands first on a TLS connection: reads the ClientHello, however it is cut, and puts the TLS handler of the chosen
 * Listener in its own place, or hands the connection on as it is. Where no Listener has the name, the
 * connection is refused; there is no default to fall back to.
 */
public final class ServerNameHandler extends AbstractSniHandler<ConnectionPlan> {

    /** Larger than any honest ClientHello; the protocol's own limit is 16 MiB. */
    private static final int MAX_CLIENT_HELLO = 64 * 1024;

    private final Function<@Nullable String, ConnectionPlan> plans;
    private final StreamGate streams;

    /**
     * For one connection.
     *
     * @param plans by the server name, as {@link ServerNames#normalise} gives it; asked once, when the ClientHello is
     *     whole
     * @param streams knows where connections go that are not HTTP
     * @param handshakeTimeout for the ClientHello, and again for the rest
     */
    public ServerNameHandler(
            Function<@Nullable String, ConnectionPlan> plans, StreamGate streams, Duration handshakeTimeout) {
        super(MAX_CLIENT_HELLO, handshakeTimeout.toMillis());
        this.plans = plans;
        this.streams = streams;
    }

    @Override
    protected Future<ConnectionPlan> lookup(ChannelHandlerContext ctx, @Nullable String hostname) {
        return ctx.executor().newSucceededFuture(plans.apply(ServerNames.normalise(hostname)));
    }

    @Override
    protected void onLookupComplete(
            ChannelHandlerContext ctx, @Nullable String hostname, Future<ConnectionPlan> future) {
        if (!ctx.channel().isActive()) {
            return;
        }
        String serverName = ServerNames.normalise(hostname);
        switch (decided(ctx.channel(), future.getNow(), serverName)) {
            case ConnectionPlan.Refuse refusal -> refuse(ctx, refusal);
            case ConnectionPlan.Terminate plan -> terminate(ctx, plan, serverName);
            case ConnectionPlan.PassThrough plan -> passThrough(ctx, plan, serverName);
        }
    }

    private ConnectionPlan decided(Channel connection, ConnectionPlan plan, @Nullable String serverName) {
        if (plan instanceof ConnectionPlan.OfListener it && it.mode() != ListenerMode.HTTP) {
            ConnectionPlan refusal = streams.refusal(connection, it.listener(), it.mode(), serverName);
            return refusal == null ? plan : refusal;
        }
        return plan;
    }

    private static void refuse(ChannelHandlerContext ctx, ConnectionPlan.Refuse refusal) {
        ctx.fireUserEventTriggered(
                switch (refusal.cause()) {
                    case UNKNOWN_NAME -> HandshakeOutcome.UNKNOWN_NAME;
                    case NO_BACKEND -> HandshakeOutcome.NO_BACKEND;
                });
        if (refusal.byAlert()) {
            ctx.writeAndFlush(Unpooled.wrappedBuffer(refusal.cause().alert())).addListener(ChannelFutureListener.CLOSE);
        } else {
            ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            var _ = ctx.close();
        }
    }

    private void passThrough(ChannelHandlerContext ctx, ConnectionPlan.PassThrough plan, @Nullable String serverName) {
        plan.keep(ctx.channel());
        ServerNames.keep(ctx.channel(), serverName);
        ctx.fireUserEventTriggered(HandshakeOutcome.PASSED_THROUGH);
        streams.passThrough(ctx.channel());
        // What it has read goes to the handler that is behind it now.
        ctx.pipeline().remove(this);
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
