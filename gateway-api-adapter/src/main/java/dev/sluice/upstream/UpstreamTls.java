package dev.sluice.upstream;

import dev.sluice.tls.TlsLibrary;
import io.netty.channel.Channel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS to backends: the certificate must be for the expected name, and come from somebody who is trusted. By the library
 * that does the TLS of Listeners. Sessions are kept, so that a further connection to the same name and port need not
 * show a certificate again.
 */
final class UpstreamTls {

    private final TlsLibrary library;
    private final X509Certificate @Nullable [] trusted;

    /** By the protocols that are offered. The name is the connection's: a context holds the issuers, which are many. */
    private final Map<List<String>, SslContext> contexts = new ConcurrentHashMap<>();

    /**
     * Without a context yet, for most gateways need none.
     *
     * @param trusted issuers; none: those that the JDK trusts
     * @throws IllegalArgumentException where this machine does not have the library
     */
    UpstreamTls(TlsLibrary library, X509Certificate... trusted) {
        this.library = library.resolved();
        this.trusted = trusted.length == 0 ? null : trusted;
    }

    /**
     * Makes the handler for a new connection.
     *
     * @param atMost for the handshake
     */
    SslHandler handler(Channel channel, TlsProfile profile, int port, Duration atMost) {
        SslContext context = contexts.computeIfAbsent(profile.protocols(), this::make);
        // A peer's name makes Netty verify it as HTTPS does; with the port it is what sessions are found by.
        SslHandler handler = context.newHandler(channel.alloc(), profile.name(), port);
        handler.setHandshakeTimeoutMillis(atMost.toMillis());
        return handler;
    }

    private SslContext make(List<String> protocols) {
        try {
            SslContextBuilder builder = SslContextBuilder.forClient()
                    .sslProvider(library.clientProvider())
                    .endpointIdentificationAlgorithm("HTTPS")
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            Protocol.ALPN,
                            SelectorFailureBehavior.NO_ADVERTISE,
                            SelectedListenerFailureBehavior.ACCEPT,
                            protocols));
            return trusted == null
                    ? builder.build()
                    : builder.trustManager(trusted).build();
        } catch (SSLException broken) {
            throw new IllegalStateException("This machine has no TLS", broken);
        }
    }
}
