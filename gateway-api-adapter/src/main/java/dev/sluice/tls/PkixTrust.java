package dev.sluice.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** The JDK's judge of chains of certificates: RFC 5280, section 6. */
public final class PkixTrust {

    private PkixTrust() {}

    /** Trusts the issuers that the JDK has. */
    public static X509ExtendedTrustManager inSystem() throws GeneralSecurityException {
        return in((KeyStore) null);
    }

    /** Trusts only these issuers; none: nobody. */
    public static X509ExtendedTrustManager in(List<X509Certificate> anchors) throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, null);
        } catch (IOException bug) {
            throw new IllegalStateException("an empty key store", bug);
        }
        for (int i = 0; i < anchors.size(); i++) {
            store.setCertificateEntry(Integer.toString(i), anchors.get(i));
        }
        return in(store);
    }

    /** @param store null: the JDK's own */
    private static X509ExtendedTrustManager in(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager trust) {
                return trust;
            }
        }
        throw new GeneralSecurityException("the JDK has no PKIX trust manager");
    }
}
