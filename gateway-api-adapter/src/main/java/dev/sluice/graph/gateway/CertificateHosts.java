package dev.sluice.graph.gateway;

import dev.sluice.config.listener.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The DNS names for which certificates are valid. Source: RFC 5280, subjectAltName.
 *
 * @param names lower case; a star stands for one label, the first
 */
record CertificateHosts(Set<String> names) {

    /** Type of a DNS name among GeneralNames. */
    private static final int DNS_NAME = 2;

    /** The names of all of them; a certificate that cannot be read has none. */
    static CertificateHosts of(List<Certificate> certificates) {
        var names = new TreeSet<String>();
        for (Certificate certificate : certificates) {
            try {
                addNames(CertificateChain.read(certificate.chain()).getFirst(), names);
            } catch (UnreadablePem | CertificateParsingException unreadable) {
                // Whether it can be used was judged before.
            }
        }
        return new CertificateHosts(names);
    }

    /** Whether some host belongs to both. */
    boolean overlap(CertificateHosts other) {
        return names.stream()
                .anyMatch(name -> other.names.stream()
                        .anyMatch(theirs -> name.equals(theirs) || covers(name, theirs) || covers(theirs, name)));
    }

    private static boolean covers(String wildcard, String name) {
        int firstDot = name.indexOf('.');
        return wildcard.startsWith("*.")
                && firstDot > 0
                && name.substring(firstDot).equals(wildcard.substring(1));
    }

    private static void addNames(X509Certificate certificate, Set<String> names) throws CertificateParsingException {
        Collection<List<?>> generalNames = certificate.getSubjectAlternativeNames();
        if (generalNames == null) {
            return;
        }
        for (List<?> generalName : generalNames) {
            if (generalName.getFirst().equals(DNS_NAME) && generalName.getLast() instanceof String name) {
                names.add(name.toLowerCase(Locale.ROOT));
            }
        }
    }
}
