package dev.sluice.listen;

import dev.sluice.config.listener.ListenerMode;
import dev.sluice.edge.wire.AlertDelivery;
import dev.sluice.edge.wire.HttpConnections;
import dev.sluice.edge.wire.TlsHandshake;
import dev.sluice.hop.ClientCertificate;
import dev.sluice.tls.ClientValidationCustomizer;
import dev.sluice.tls.ConnectionPlan;
import dev.sluice.tls.HandshakeCounters;
import dev.sluice.tls.HandshakeEnd;
import dev.sluice.tls.HandshakeOutcome;
import dev.sluice.tls.ServerNameHandler;
import dev.sluice.tls.ServerNames;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lays out connections that begin with a ClientHello, whether their TLS ends here or is passed through. Called on their
 * event loops.
 *
 * @param handshakes counts how they end
 * @param patience for a ClientHello, and again for the rest of a handshake
 */
record TlsConnections(HandshakeCounters handshakes, Duration patience) {

    private static final Logger LOG = LoggerFactory.getLogger(TlsConnections.class);

    /** A connection to a socket of Listeners, of which the server name chooses one. */
    void terminate(
            Channel connection,
            Function<@Nullable String, ConnectionPlan> plans,
            HttpConnections requests,
            SocketStreams octets) {
        layOut(connection, plans, octets, context -> secured(context, requests, octets));
    }

    /** A connection of which no TLS ends here. */
    void passThrough(Channel connection, ConnectionPlan.PassThrough plan, SocketStreams octets) {
        layOut(connection, _ -> plan, octets, _ -> {
            throw new IllegalStateException("TLS that is passed through does not end here");
        });
    }

    private void layOut(
            Channel connection,
            Function<@Nullable String, ConnectionPlan> plans,
            SocketStreams octets,
            Function<ChannelHandlerContext, HandshakeOutcome> secured) {
        connection
                .pipeline()
                .addLast(new AlertDelivery())
                .addLast(new ServerNameHandler(plans, octets, patience))
                .addLast(new HandshakeEnd(handshakes, secured));
    }

    private static HandshakeOutcome secured(
            ChannelHandlerContext context, HttpConnections requests, SocketStreams octets) {
        Channel channel = context.channel();
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        ConnectionPlan.Terminate plan = Objects.requireNonNull(ConnectionPlan.Terminate.of(channel));
        ClientValidationCustomizer clients = plan.clients();
        List<X509Certificate> client =
                clients == null ? List.of() : clients.verified(tls.engine().getSession());
        if (clients != null && clients.isRequired() && client.isEmpty()) {
            LOG.debug("The certificate of {} is not good any more", channel.remoteAddress());
            var _ = context.close();
            return HandshakeOutcome.CLIENT_CERTIFICATE;
        }
        if (plan.mode() == ListenerMode.STREAM) {
            octets.secured(channel);
            return HandshakeOutcome.DONE;
        }
        var handshake = new TlsHandshake(
                ServerNames.of(channel), plan.validation(), client.isEmpty() ? null : new ClientCertificate(client));
        requests.replace(
                context.handler(),
                channel,
                handshake,
                ApplicationProtocolNames.HTTP_2.equals(tls.applicationProtocol()));
        channel.pipeline().remove(AlertDelivery.class);
        channel.read();
        return HandshakeOutcome.DONE;
    }
}
