package dev.sluice.upstream;

import dev.sluice.config.tls.Certificate;
import dev.sluice.tls.PemChain;
import dev.sluice.tls.PemKey;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The one certificate that is shown to a backend that asks for any. Which issuers the backend says that it accepts is
 * not looked at: its list is often not complete, and without a certificate it refuses the connection anyway.
 */
final class ShownCertificate extends X509ExtendedKeyManager {

    private static final String ALIAS = "shown";

    private final PrivateKey key;
    private final List<X509Certificate> chain;

    /** @throws GeneralSecurityException where chain or key cannot be read; shows no part of the key */
    ShownCertificate(Certificate certificate) throws GeneralSecurityException {
        chain = PemChain.read(certificate.chain());
        key = PemKey.read(certificate.privateKey());
    }

    PrivateKey key() {
        return key;
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String @Nullable [] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
        return keyTypes == null
                        || List.of(keyTypes)
                                .contains(chain.getFirst().getPublicKey().getAlgorithm())
                ? ALIAS
                : null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return chain.toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return key;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String @Nullable [] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        throw new UnsupportedOperationException("Only by an engine");
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
