package dev.sluice.upstream;

import dev.sluice.config.backend.BackendTls;
import dev.sluice.config.tls.Certificate;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.GeneralSecurityException;
import java.security.interfaces.EdECKey;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * How connections of one backend are secured. Its context has the issuers, the names and the certificate that is shown,
 * and keeps the sessions, by which a further connection need not show a certificate again: so nothing passes from one
 * profile to another. It lives as long as the pools that use it.
 */
final class TlsProfile {

    /** Seconds for which a session may stand for a certificate, which may expire meanwhile. */
    private static final long SESSION_SECONDS = 600;

    private final UpstreamTls tls;
    private final BackendTls wanted;
    private final List<String> protocols;
    private SslProvider provider;

    /** Made for the first connection. */
    private @Nullable SslContext context;

    TlsProfile(UpstreamTls tls, BackendTls wanted, List<String> protocols) {
        this.tls = tls;
        this.wanted = wanted;
        this.protocols = List.copyOf(protocols);
        this.provider = tls.library().clientProvider();
    }

    /** What is sent to the backend as the name that is asked for. */
    String serverName() {
        return wanted.serverName();
    }

    /** Null where none is. */
    @Nullable
    Certificate shown() {
        return wanted.clientCertificate();
    }

    /**
     * Whether the protocol that the backend chose is one that connections speak.
     *
     * @param chosen null: the backend does not know ALPN, so it speaks HTTP/1.1
     */
    boolean accepts(@Nullable String chosen) {
        return protocols.contains(chosen == null ? ApplicationProtocolNames.HTTP_1_1 : chosen);
    }

    /** @throws TlsException where the certificates of the configuration cannot be used */
    synchronized SslContext context() throws TlsException {
        SslContext made = context;
        if (made == null) {
            try {
                made = make();
            } catch (GeneralSecurityException | SSLException | IllegalArgumentException broken) {
                throw new TlsException(
                        new TlsFailure(TlsFailure.Kind.NOT_POSSIBLE, "it is not set up: " + broken.getMessage()),
                        broken);
            }
            context = made;
        }
        return made;
    }

    /**
     * Whether to connect once more, by the JDK: BoringSSL does not say that it knows Ed25519 and Ed448, so a backend
     * that has such a certificate and no other ends the handshake.
     */
    synchronized boolean turnsToJdk(Throwable cause) {
        if (provider == SslProvider.JDK || !"handshake_failure".equals(TlsFailure.alert(cause))) {
            return false;
        }
        provider = SslProvider.JDK;
        context = null;
        return true;
    }

    private SslContext make() throws GeneralSecurityException, SSLException {
        SslContextBuilder builder = SslContextBuilder.forClient();
        Certificate certificate = shown();
        if (certificate != null) {
            ShownCertificate shown = new ShownCertificate(certificate);
            if (shown.key() instanceof EdECKey) {
                provider = SslProvider.JDK;
            }
            builder.keyManager(shown);
        }
        return builder.sslProvider(provider)
                .protocols("TLSv1.3", "TLSv1.2")
                .serverName(new SNIHostName(serverName()))
                .trustManager(new BackendIdentity(tls.issuers(wanted.trust()), wanted.names()))
                // By the names, which need not have the one that is asked for among them.
                .endpointIdentificationAlgorithm(null)
                .sessionTimeout(SESSION_SECONDS)
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        protocols))
                .build();
    }
}
