package dev.sluice.tls;

import dev.sluice.config.listener.ClientValidation;
import dev.sluice.config.listener.ClientValidation.Mode;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Has a server ask for client certificates and judge them, as a {@link ClientValidation} says. The sockets of Listeners
 * use it; an application can give it to a server of its own, as to the {@code configure} of reactor-netty's {@code
 * Http2SslContextSpec}, or by {@code autoconfigure.ClientValidationServerCustomizer}.
 *
 * <p>Immutable and safe for any thread; works with each of Netty's TLS providers. A context that was built with it
 * resumes only sessions of its own, hence of this validation.
 */
public final class ClientValidationCustomizer implements Consumer<SslContextBuilder> {

    private final ClientValidation validation;
    private final ClientVerifier verifier;

    private ClientValidationCustomizer(ClientValidation validation, ClientVerifier verifier) {
        this.validation = validation;
        this.verifier = verifier;
    }

    /**
     * Reads the issuers.
     *
     * @throws GeneralSecurityException where one of them cannot be used: object, cause and remedy
     */
    public static ClientValidationCustomizer of(ClientValidation validation) throws GeneralSecurityException {
        try {
            List<X509Certificate> anchors = PemChain.read(validation.trust().certificates());
            return new ClientValidationCustomizer(validation, new ClientVerifier(anchors, InstantSource.system()));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new GeneralSecurityException(
                    validation.trust().source() + " cannot be used: " + e.getMessage()
                            + "; put PEM certificates of the clients' issuers into ca.crt",
                    e);
        }
    }

    /** What it applies. */
    ClientValidation validation() {
        return validation;
    }

    /** Whether a client without a good certificate is served nothing. */
    public boolean isRequired() {
        return validation.mode() == Mode.REQUIRED;
    }

    /** Changes client authentication and trust of the builder, and nothing else. */
    @Override
    public void accept(SslContextBuilder server) {
        server.clientAuth(isRequired() ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL)
                .trustManager(new HandshakeVerifier(verifier, !isRequired()));
    }

    /**
     * Who the client is. To be asked when a handshake is done, also where its session was resumed: a certificate may
     * have expired since. Where a certificate is not required, this is what judges it; where it is, a full handshake
     * has done so a moment ago, and it costs no second look.
     *
     * @return the chain that the client showed, its own certificate first; empty where it showed none, or one that is
     *     not good
     */
    public List<X509Certificate> verified(SSLSession session) {
        try {
            X509Certificate[] chain = Arrays.stream(session.getPeerCertificates())
                    .map(X509Certificate.class::cast)
                    .toArray(X509Certificate[]::new);
            verifier.verify(chain);
            return List.of(chain);
        } catch (SSLPeerUnverifiedException | CertificateException nobody) {
            return List.of();
        }
    }
}
