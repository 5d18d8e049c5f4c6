package dev.sluice.upstream;

import dev.sluice.config.tls.SubjectName;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Who a certificate is for, by its subject alternative names. The common name is not looked at: RFC 9525, section 2.
 *
 * @param hosts lower case
 */
record CertificateNames(List<String> hosts, List<String> uris) {

    /** GeneralName, RFC 5280 section 4.2.1.6. */
    private static final int DNS_NAME = 2;

    private static final int URI = 6;

    /** Names that are shown of one that has many. */
    private static final int SHOWN = 8;

    CertificateNames {
        hosts = List.copyOf(hosts);
        uris = List.copyOf(uris);
    }

    /** @throws CertificateParsingException where they cannot be read */
    static CertificateNames of(X509Certificate certificate) throws CertificateParsingException {
        List<String> hosts = new ArrayList<>();
        List<String> uris = new ArrayList<>();
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        if (alternatives != null) {
            for (List<?> alternative : alternatives) {
                if (Integer.valueOf(DNS_NAME).equals(alternative.get(0))) {
                    hosts.add(String.valueOf(alternative.get(1)).toLowerCase(Locale.ROOT));
                } else if (Integer.valueOf(URI).equals(alternative.get(0))) {
                    uris.add(String.valueOf(alternative.get(1)));
                }
            }
        }
        return new CertificateNames(hosts, uris);
    }

    /** Whether the wanted name is one of these. */
    boolean include(SubjectName wanted) {
        return switch (wanted.type()) {
            case HOSTNAME -> hosts.stream().anyMatch(host -> isSame(wanted.value(), host));
            case URI -> uris.contains(wanted.value());
        };
    }

    /**
     * A star is the whole first label and stands for one, whichever side has it. Sources: RFC 9525, 6.3;
     * SubjectAltName.
     */
    private static boolean isSame(String one, String other) {
        if (one.equals(other)) {
            return true;
        }
        int dot = one.indexOf('.');
        int otherDot = other.indexOf('.');
        return dot > 0
                && otherDot > 0
                && one.substring(dot).equals(other.substring(otherDot))
                && (isStar(one, dot) ? other : one).indexOf('*') < 0
                && (isStar(one, dot) || isStar(other, otherDot));
    }

    private static boolean isStar(String name, int dot) {
        return dot == 1 && name.charAt(0) == '*';
    }

    /** For people: a few of them. */
    @Override
    public String toString() {
        List<String> all = new ArrayList<>(hosts);
        all.addAll(uris);
        if (all.isEmpty()) {
            return "no DNS name or URI";
        }
        String shown = String.join(", ", all.subList(0, Math.min(SHOWN, all.size())));
        return all.size() > SHOWN ? shown + " and " + (all.size() - SHOWN) + " more" : shown;
    }
}
