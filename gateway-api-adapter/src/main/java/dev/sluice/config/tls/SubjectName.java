package dev.sluice.config.tls;

/**
 * A name that a certificate must have among its subject alternative names. Source:
 * BackendTLSPolicyValidation.hostname and subjectAltNames.
 *
 * @param value a host, lower case, perhaps with {@code *} as its first label; or a URI such as
 *     {@code spiffe://example.com/shop}
 */
public record SubjectName(Type type, String value) {

    /** The kinds of names. */
    public enum Type {
        /** dNSName. */
        HOSTNAME,
        /** uniformResourceIdentifier. */
        URI
    }
}
