package dev.sluice.tls;

import dev.sluice.config.tls.Certificate;
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
 * The one certificate that a side of connections shows, if the other side can use its kind of key. Which issuers the
 * other side accepts is not looked at: the list of a backend is often not complete, and without a certificate it
 * refuses the connection anyway.
 *
 * <p>A key store would encrypt the key and decrypt it again, which takes ten times as long as all that is done here.
 */
public final class ShownCertificate extends X509ExtendedKeyManager {

    private static final String ALIAS = "shown";

    private final PrivateKey key;
    private final List<X509Certificate> chain;

    private ShownCertificate(PrivateKey key, List<X509Certificate> chain) {
        this.key = key;
        this.chain = chain;
    }

    /**
     * Reads chain and key.
     *
     * @throws GeneralSecurityException where one of them cannot be read; shows no part of the key
     * @throws IllegalArgumentException where one of them is not PEM
     */
    public static ShownCertificate of(Certificate certificate) throws GeneralSecurityException {
        List<X509Certificate> chain = PemChain.read(certificate.chain());
        return new ShownCertificate(PemKey.read(certificate.privateKey()), chain);
    }

    /** Of the first certificate. */
    public PrivateKey key() {
        return key;
    }

    /** The one of the chain that names who shows it. */
    X509Certificate leaf() {
        return chain.getFirst();
    }

    private boolean isOf(String keyType) {
        return keyType.equals(leaf().getPublicKey().getAlgorithm());
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String @Nullable [] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
        return keyTypes == null || List.of(keyTypes).stream().anyMatch(this::isOf) ? ALIAS : null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        return isOf(keyType) ? ALIAS : null;
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
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return isOf(keyType) ? new String[] {ALIAS} : null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String @Nullable [] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        throw new UnsupportedOperationException("Only by an engine");
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        throw new UnsupportedOperationException("Only by an engine");
    }
}
