package dev.sluice.upstream;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** TLS to backends: the certificate must be for the expected name, and come from somebody who is trusted. */
final class UpstreamTls {

    private final X509Certificate @Nullable [] trusted;
    private volatile @Nullable SslContext context;

    /** @param trusted issuers; none: those that the JDK trusts */
    UpstreamTls(X509Certificate... trusted) {
        this.trusted = trusted.length == 0 ? null : trusted;
    }

    /**
     * Makes the handler for a new connection.
     *
     * @param name sent as server name, and looked for in the certificate
     * @param atMost for the handshake
     */
    SslHandler handler(Channel channel, String name, Duration atMost) {
        // A peer's name makes Netty verify it as HTTPS does.
        SslHandler handler = context().newHandler(channel.alloc(), name, -1);
        handler.setHandshakeTimeoutMillis(atMost.toMillis());
        return handler;
    }

    /** Made when it is first needed, for most gateways never do. */
    private SslContext context() {
        SslContext made = context;
        if (made == null) {
            made = make();
            context = made;
        }
        return made;
    }

    private SslContext make() {
        try {
            SslContextBuilder builder =
                    SslContextBuilder.forClient().sslProvider(SslProvider.JDK).endpointIdentificationAlgorithm("HTTPS");
            return trusted == null
                    ? builder.build()
                    : builder.trustManager(trusted).build();
        } catch (SSLException broken) {
            throw new IllegalStateException("This JDK has no TLS", broken);
        }
    }
}
