package dev.sluice.tls;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Judges chains of client certificates by the JDK's PKIX, whichever library does TLS: RFC 5280, section 6. Safe for any
 * thread.
 *
 * <p>The JDK does not look at the validity of an anchor. An issuer that has expired vouches for nobody, so those that
 * are not valid at the time are left out.
 */
final class ClientVerifier {

    /**
     * The JDK's own limit for a server. BoringSSL has a limit of octets, and hundreds of certificates that all name
     * each other would keep an event loop busy with looking for a path.
     */
    private static final int LONGEST_CHAIN = 8;

    private final List<X509Certificate> anchors;
    private final InstantSource clock;
    private final Pkix pkix;
    private final AcceptedChains accepted = new AcceptedChains();
    private volatile Current current;

    /** Makes the JDK's trust in some anchors. */
    @FunctionalInterface
    interface Pkix {
        X509TrustManager in(List<X509Certificate> anchors) throws GeneralSecurityException;
    }

    /**
     * @param anchors at least one
     * @throws GeneralSecurityException where the JDK cannot use them
     */
    ClientVerifier(List<X509Certificate> anchors, InstantSource clock) throws GeneralSecurityException {
        this(anchors, clock, PkixTrust::in);
    }

    ClientVerifier(List<X509Certificate> anchors, InstantSource clock, Pkix pkix) throws GeneralSecurityException {
        this.anchors = List.copyOf(anchors);
        this.clock = clock;
        this.pkix = pkix;
        this.current = current(clock.instant());
    }

    /**
     * The JDK's trust in those anchors that are valid now.
     *
     * @param trust null where none is
     * @param until when another set is
     */
    private record Current(@Nullable X509TrustManager trust, Instant until) {}

    /** All anchors, for the client to choose a certificate by. */
    X509Certificate[] anchors() {
        return anchors.toArray(X509Certificate[]::new);
    }

    /**
     * Returns for a chain of a client that leads to an anchor, is valid now and may be used by a client. A chain that
     * was accepted is not verified again while nothing in it or above it expires.
     *
     * @param chain as it was sent, the client's own certificate first
     */
    void verify(X509Certificate[] chain) throws CertificateException {
        if (chain.length == 0 || chain.length > LONGEST_CHAIN) {
            throw new CertificateException("a chain of " + chain.length + " certificates");
        }
        AcceptedChains.Print print = AcceptedChains.Print.of(chain);
        Instant now = clock.instant();
        if (accepted.hold(print, now)) {
            return;
        }
        // A certificate that is an anchor itself is let pass by the JDK without a look at its validity.
        chain[0].checkValidity();
        Current valid = at(now);
        if (valid.trust() == null) {
            throw new CertificateException("no issuer is valid at this time");
        }
        valid.trust().checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
        accepted.add(print, chain, now, valid.until());
    }

    private Current at(Instant now) throws CertificateException {
        Current known = current;
        if (now.isBefore(known.until())) {
            return known;
        }
        try {
            known = current(now);
        } catch (GeneralSecurityException unusable) {
            throw new CertificateException(unusable);
        }
        current = known;
        return known;
    }

    private Current current(Instant now) throws GeneralSecurityException {
        List<X509Certificate> valid = new ArrayList<>();
        Instant until = Instant.MAX;
        for (X509Certificate anchor : anchors) {
            Instant from = anchor.getNotBefore().toInstant();
            Instant to = anchor.getNotAfter().toInstant();
            if (now.isBefore(from)) {
                until = from.isBefore(until) ? from : until;
            } else if (!now.isAfter(to)) {
                valid.add(anchor);
                until = to.isBefore(until) ? to.plusMillis(1) : until;
            }
        }
        return new Current(valid.isEmpty() ? null : pkix.in(valid), until);
    }
}
