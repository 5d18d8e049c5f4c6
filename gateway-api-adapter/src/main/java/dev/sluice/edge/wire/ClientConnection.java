package dev.sluice.edge.wire;

import dev.sluice.config.listener.SocketId;
import dev.sluice.hop.PeerAddress;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** The connection that a request came in by. Belongs to its event loop, but for the final fields. */
public final class ClientConnection {

    private final Channel channel;
    private final SocketId socket;
    private final @Nullable String serverName;
    private final @Nullable PeerAddress peer;

    /**
     * For one connection whose TLS handshake, if any, is done.
     *
     * @param serverName as {@code tls.ServerNames} normalises it; null where the client named none, or without TLS
     */
    public ClientConnection(Channel channel, SocketId socket, @Nullable String serverName) {
        this.channel = channel;
        this.socket = socket;
        this.serverName = serverName;
        this.peer = channel.remoteAddress() instanceof InetSocketAddress address ? new PeerAddress(address) : null;
    }

    /** Not to be written to by code that serves a request. */
    public Channel channel() {
        return channel;
    }

    /** Where all of it happens. */
    public EventLoop loop() {
        return channel.eventLoop();
    }

    /** The socket that accepted it. */
    public SocketId socket() {
        return socket;
    }

    /** The name of the TLS handshake, lower case; null where the client named none, or without TLS. */
    public @Nullable String serverName() {
        return serverName;
    }

    /** The peer; null where it is not an IP connection. */
    public @Nullable PeerAddress peer() {
        return peer;
    }

    /** Our own address; null where it is not an IP connection. */
    public @Nullable InetSocketAddress local() {
        return channel.localAddress() instanceof InetSocketAddress address ? address : null;
    }

    /** The TLS session; null without TLS. */
    public @Nullable SSLSession tls() {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        return tls == null ? null : tls.engine().getSession();
    }

    /** {@code https} with TLS, else {@code http}. */
    String scheme() {
        return channel.pipeline().get(SslHandler.class) == null ? "http" : "https";
    }
}
