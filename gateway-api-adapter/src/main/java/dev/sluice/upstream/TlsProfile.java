package dev.sluice.upstream;

import dev.sluice.config.backend.BackendTls;
import dev.sluice.config.tls.Certificate;
import dev.sluice.text.LogLine;
import dev.sluice.tls.Alert;
import dev.sluice.tls.ShownCertificate;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.GeneralSecurityException;
import java.security.interfaces.EdECKey;
import java.util.EnumMap;
import java.util.Map;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * How connections of one backend are secured. Its contexts have the issuers, the names and the certificate that is
 * shown, and keep the sessions, by which a further connection need not show a certificate again: so nothing passes from
 * one profile to another. It lives as long as the pools that use it.
 */
final class TlsProfile {

    /** Seconds for which a session may stand for a certificate, which may expire meanwhile. */
    private static final long SESSION_SECONDS = 600;

    private final UpstreamTls tls;
    private final BackendTls wanted;
    private SslProvider provider;

    /** Made for the first connection. */
    private final Map<Offer, SslContext> contexts = new EnumMap<>(Offer.class);

    TlsProfile(UpstreamTls tls, BackendTls wanted) {
        this.tls = tls;
        this.wanted = wanted;
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

    /** @throws TlsException where the certificates of the configuration cannot be used */
    synchronized SslContext context(Offer offer) throws TlsException {
        SslContext made = contexts.get(offer);
        if (made == null) {
            try {
                made = make(offer);
            } catch (GeneralSecurityException | SSLException | IllegalArgumentException broken) {
                throw new TlsException(
                        new TlsFailure(
                                TlsFailure.Kind.NOT_POSSIBLE,
                                "it is not set up: " + LogLine.of(String.valueOf(broken.getMessage()))),
                        broken);
            }
            contexts.put(offer, made);
        }
        return made;
    }

    /**
     * Whether to connect once more, by the JDK: BoringSSL does not say that it knows Ed25519 and Ed448, so a backend
     * that has such a certificate and no other ends the handshake.
     */
    synchronized boolean turnsToJdk(Throwable cause) {
        if (provider == SslProvider.JDK || !"handshake_failure".equals(Alert.received(cause))) {
            return false;
        }
        provider = SslProvider.JDK;
        contexts.clear();
        return true;
    }

    private SslContext make(Offer offer) throws GeneralSecurityException, SSLException {
        SslContextBuilder builder = SslContextBuilder.forClient();
        Certificate certificate = shown();
        if (certificate != null) {
            ShownCertificate shown = ShownCertificate.of(certificate);
            if (shown.key() instanceof EdECKey) {
                provider = SslProvider.JDK;
            }
            builder.keyManager(shown);
        }
        if (!offer.protocols().isEmpty()) {
            builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                    Protocol.ALPN,
                    SelectorFailureBehavior.NO_ADVERTISE,
                    SelectedListenerFailureBehavior.ACCEPT,
                    offer.protocols()));
        }
        return builder.sslProvider(provider)
                .protocols("TLSv1.3", "TLSv1.2")
                .serverName(new SNIHostName(serverName()))
                .trustManager(new BackendIdentity(tls.issuers(wanted.trust()), wanted.names()))
                // By the names, which need not have the one that is asked for among them.
                .endpointIdentificationAlgorithm(null)
                .sessionTimeout(SESSION_SECONDS)
                .build();
    }
}
