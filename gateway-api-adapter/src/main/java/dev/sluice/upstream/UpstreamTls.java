package dev.sluice.upstream;

import dev.sluice.config.backend.BackendTls;
import dev.sluice.config.tls.Trust;
import dev.sluice.tls.PemChain;
import dev.sluice.tls.TlsLibrary;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** TLS to backends, by the library that does the TLS of Listeners, and by the JDK where that one cannot. */
final class UpstreamTls {

    private final TlsLibrary library;
    private final List<X509Certificate> trusted;

    /** Read when it is first asked for: most gateways do not need the many issuers that it has. */
    private @Nullable X509ExtendedTrustManager wellKnown;

    /**
     * Without a context yet, for most gateways need none.
     *
     * @param trusted what is trusted as well known; none: the issuers that the JDK trusts
     * @throws IllegalArgumentException where this machine does not have the library
     */
    UpstreamTls(TlsLibrary library, X509Certificate... trusted) {
        this.library = library.resolved();
        this.trusted = List.of(trusted);
    }

    TlsProfile profile(BackendTls tls) {
        return new TlsProfile(this, tls);
    }

    TlsLibrary library() {
        return library;
    }

    /** @throws GeneralSecurityException or IllegalArgumentException where its certificates cannot be read */
    X509ExtendedTrustManager issuers(Trust trust) throws GeneralSecurityException {
        return switch (trust) {
            case Trust.Anchors anchors -> issuers(storeOf(PemChain.read(anchors.certificates())));
            case Trust.WellKnown.SYSTEM -> wellKnown();
        };
    }

    private synchronized X509ExtendedTrustManager wellKnown() throws GeneralSecurityException {
        X509ExtendedTrustManager known = wellKnown;
        if (known == null) {
            known = issuers(trusted.isEmpty() ? null : storeOf(trusted));
            wellKnown = known;
        }
        return known;
    }

    private static KeyStore storeOf(List<X509Certificate> certificates) throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        try {
            store.load(null);
        } catch (IOException impossible) {
            throw new IllegalStateException("Nothing is read", impossible);
        }
        for (int i = 0; i < certificates.size(); i++) {
            store.setCertificateEntry(Integer.toString(i), certificates.get(i));
        }
        return store;
    }

    /** @param store null: the JDK's */
    private static X509ExtendedTrustManager issuers(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager issuers) {
                return issuers;
            }
        }
        throw new IllegalStateException("The JDK does not judge certificates");
    }
}
