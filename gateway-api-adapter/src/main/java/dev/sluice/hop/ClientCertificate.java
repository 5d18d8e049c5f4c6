package dev.sluice.hop;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The verified certificate of the client of a connection, and its texts, which are made once for all requests of the
 * connection. Belongs to the connection's event loop, but for the certificates.
 */
public final class ClientCertificate {

    /** SubjectAlternativeName, RFC 5280 section 4.2.1.6. */
    private static final int DNS_NAME = 2;

    private static final int URI = 6;

    private final List<X509Certificate> chain;
    private final String subject;
    private final List<String> uris;
    private final List<String> dnsNames;
    private @Nullable String forwarded;
    private @Nullable String structured;
    private @Nullable String structuredChain;

    /** @param chain that was verified, its own certificate first */
    public ClientCertificate(List<X509Certificate> chain) {
        this.chain = List.copyOf(chain);
        this.subject = CertificateText.subject(certificate());
        this.uris = names(certificate(), URI);
        this.dnsNames = names(certificate(), DNS_NAME);
    }

    /** Names that the JDK cannot read, such as a URI without a scheme, are left out. */
    private static List<String> names(X509Certificate certificate, int kind) {
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            return all == null
                    ? List.of()
                    : all.stream()
                            .filter(name -> Integer.valueOf(kind).equals(name.get(0)))
                            .map(name -> CertificateText.visible(String.valueOf(name.get(1))))
                            .toList();
        } catch (CertificateParsingException unreadable) {
            return List.of();
        }
    }

    private X509Certificate certificate() {
        return chain.getFirst();
    }

    /** As the client sent it, its own certificate first. */
    public List<X509Certificate> chain() {
        return chain;
    }

    /** RFC 4514, in visible ASCII; empty where it has none. */
    public String subject() {
        return subject;
    }

    /** Its first URI, such as {@code spiffe://example.com/shop}; else its first DNS name; null where it has neither. */
    public @Nullable String alternativeName() {
        return uris.isEmpty() ? (dnsNames.isEmpty() ? null : dnsNames.getFirst()) : uris.getFirst();
    }

    /** The value of X-Forwarded-Client-Cert, in Envoy's form. */
    String forwarded() {
        String known = forwarded;
        if (known == null) {
            known = CertificateText.forwarded(certificate(), subject, uris, dnsNames);
            forwarded = known;
        }
        return known;
    }

    /** The value of Client-Cert: RFC 9440, section 2.2. */
    String structured() {
        String known = structured;
        if (known == null) {
            known = CertificateText.structured(certificate());
            structured = known;
        }
        return known;
    }

    /** The value of Client-Cert-Chain: RFC 9440, section 2.3; empty where nobody vouches for it among what was sent. */
    String structuredChain() {
        String known = structuredChain;
        if (known == null) {
            known = String.join(
                    ", ", issuers().stream().map(CertificateText::structured).toList());
            structuredChain = known;
        }
        return known;
    }

    /** A client may send what does not belong to its chain, which nobody has looked at. */
    private List<X509Certificate> issuers() {
        int linked = 1;
        while (linked < chain.size() && isIssuedBy(chain.get(linked - 1), chain.get(linked))) {
            linked++;
        }
        return chain.subList(1, linked);
    }

    private static boolean isIssuedBy(X509Certificate certificate, X509Certificate issuer) {
        try {
            certificate.verify(issuer.getPublicKey());
            return certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal());
        } catch (GeneralSecurityException another) {
            return false;
        }
    }

    /** Only the subject. */
    @Override
    public String toString() {
        return "ClientCertificate[" + subject + "]";
    }
}
