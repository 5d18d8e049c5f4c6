package dev.sluice.graph.gateway;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The DNS names for which certificates are valid. Source: RFC 5280, subjectAltName.
 *
 * @param names lower case; a star stands for one label, the first
 */
record CertificateHosts(Set<String> names) {

    /** Type of a DNS name among GeneralNames. */
    private static final int DNS_NAME = 2;

    static final CertificateHosts NONE = new CertificateHosts(Set.of());

    CertificateHosts {
        names = Set.copyOf(names);
    }

    /** The names of a certificate; none where its names cannot be read. */
    static CertificateHosts of(X509Certificate certificate) {
        try {
            return new CertificateHosts(dnsNames(certificate.getSubjectAlternativeNames()));
        } catch (CertificateParsingException unreadable) {
            return NONE;
        }
    }

    /** The names of both. */
    CertificateHosts and(CertificateHosts other) {
        if (names.isEmpty()) {
            return other;
        }
        var all = new HashSet<>(names);
        all.addAll(other.names);
        return new CertificateHosts(all);
    }

    /** A name without its first label, such as {@code .example.com}; empty for a name of one label. */
    static String parent(String name) {
        int firstDot = name.indexOf('.');
        return firstDot > 0 ? name.substring(firstDot) : "";
    }

    private static Set<String> dnsNames(@Nullable Collection<List<?>> generalNames) {
        var names = new HashSet<String>();
        if (generalNames != null) {
            for (List<?> generalName : generalNames) {
                if (generalName.getFirst().equals(DNS_NAME) && generalName.getLast() instanceof String name) {
                    names.add(name.toLowerCase(Locale.ROOT));
                }
            }
        }
        return names;
    }
}
