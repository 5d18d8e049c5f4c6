package dev.sluice.upstream;

import dev.sluice.config.backend.BackendTls;
import dev.sluice.config.tls.Trust;
import dev.sluice.tls.PemChain;
import dev.sluice.tls.PkixTrust;
import dev.sluice.tls.TlsLibrary;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
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
            case Trust.Anchors anchors -> PkixTrust.in(PemChain.read(anchors.certificates()));
            case Trust.WellKnown.SYSTEM -> wellKnown();
        };
    }

    private synchronized X509ExtendedTrustManager wellKnown() throws GeneralSecurityException {
        X509ExtendedTrustManager known = wellKnown;
        if (known == null) {
            known = trusted.isEmpty() ? PkixTrust.inSystem() : PkixTrust.in(trusted);
            wellKnown = known;
        }
        return known;
    }
}
