package dev.sluice.edge.wire;

import dev.sluice.config.listener.ClientValidation;
import dev.sluice.config.listener.PortId;
import dev.sluice.hop.ClientCertificate;
import dev.sluice.hop.ClientEnd;
import dev.sluice.hop.PeerAddress;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.Objects;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** The connection that a request came in by. Belongs to its event loop, but for the final fields. */
public final class ClientConnection implements ClientEnd {

    private final Channel channel;
    private final PortId port;
    private final @Nullable String clientNamespace;
    private final @Nullable TlsHandshake handshake;
    private final @Nullable PeerAddress peer;
    private @Nullable ClientValidation validation;
    private @Nullable ClientValidation acceptedBy;

    /**
     * For one connection whose TLS handshake, if any, is done.
     *
     * @param clientNamespace where the client runs, which is a pod; null where that is not known, or makes no
     *     difference
     * @param handshake null without TLS
     */
    public ClientConnection(
            Channel channel, PortId port, @Nullable String clientNamespace, @Nullable TlsHandshake handshake) {
        this.channel = channel;
        this.port = port;
        this.clientNamespace = clientNamespace;
        this.handshake = handshake;
        this.validation = handshake == null ? null : handshake.validation();
        this.peer = PeerAddress.of(channel);
    }

    /** Not to be written to by code that serves a request. */
    public Channel channel() {
        return channel;
    }

    /** Where all of it happens. */
    public EventLoop loop() {
        return channel.eventLoop();
    }

    /** What it is for: a port of a Gateway, or of a Service of the mesh. */
    public PortId port() {
        return port;
    }

    /** The namespace of the client, for a Service of the mesh; null where it is no pod that is known. */
    public @Nullable String clientNamespace() {
        return clientNamespace;
    }

    @Override
    public @Nullable String serverName() {
        return handshake == null ? null : handshake.serverName();
    }

    @Override
    public @Nullable ClientCertificate clientCertificate() {
        return handshake == null ? null : handshake.client();
    }

    /**
     * Whether the client was asked for just this in the handshake, or was accepted by it later. What it was accepted
     * for then says nothing about anything else. On the connection's event loop.
     *
     * @param asked null: nothing is asked for
     */
    public boolean isJudgedBy(@Nullable ClientValidation asked) {
        if (Objects.equals(asked, validation)) {
            // Of the version that is served now, so that the next request finds it without comparing certificates.
            validation = asked;
            return true;
        }
        if (asked != null && asked.equals(acceptedBy)) {
            acceptedBy = asked;
            return true;
        }
        return false;
    }

    /**
     * The client's certificate is good for this, too: what its Listener asks for from now on. What it asked for before
     * still counts, for requests that another version of the configuration serves; what it asked for earlier does not.
     */
    void acceptedBy(ClientValidation asked) {
        if (acceptedBy != null) {
            validation = acceptedBy;
        }
        acceptedBy = asked;
    }

    @Override
    public @Nullable PeerAddress peer() {
        return peer;
    }

    @Override
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
