package dev.sluice.condition;

import static dev.sluice.condition.Condition.Type.ACCEPTED;
import static dev.sluice.condition.Condition.Type.RESOLVED_REFS;

/**
 * Conditions of an XBackend at one of its ancestors. References to one that is not accepted are answered 500. Source:
 * BackendConditionType; for its TLS, BackendTLSPolicyValidation.
 */
public final class XBackendConditions {

    private static final String INVALID = "Invalid";

    private XBackendConditions() {}

    /** Requests are sent as it says. */
    public static Condition accepted() {
        return Condition.holds(ACCEPTED, "Accepted", "The XBackend can be used");
    }

    /**
     * A field that cannot be served, or has another form than we know.
     *
     * @param field such as {@code spec.port}
     * @param cause what was found
     */
    public static Condition invalid(String field, String cause, String remedy) {
        return Condition.fails(ACCEPTED, INVALID, "%s: %s; %s".formatted(field, cause, remedy));
    }

    /** Host names are not followed here. Source: GEP-4894, FQDN Security Analysis. */
    public static Condition hostnameNotAllowed() {
        return Condition.fails(
                ACCEPTED,
                "HostnameNotAllowed",
                "type ExternalHostname is not allowed here; set sluice.kubernetes.external-names=allow, or use EndpointSelector");
    }

    /** What no route that is served can speak. */
    public static Condition protocolNotServed(String protocol) {
        return Condition.fails(
                ACCEPTED,
                "UnsupportedProtocol",
                "spec.protocol %s is not supported yet; use HTTP, HTTP11, HTTP2, H2C, GRPC, WSS or TCP"
                        .formatted(protocol));
    }

    /** No reference leads to a certificate of an issuer. */
    public static Condition noIssuer() {
        return Condition.fails(
                ACCEPTED,
                "NoValidCACertificate",
                "No caCertificateRef of spec.tls.validation can be used, see condition ResolvedRefs");
    }

    /** The certificate to show cannot be used; without it the connection would not be the one that was asked for. */
    public static Condition noClientCertificate() {
        return Condition.fails(
                ACCEPTED,
                "InvalidClientCertificateRef",
                "spec.tls.clientCertificateRef cannot be used, see condition ResolvedRefs");
    }

    /** Sessions that cannot be served. */
    public static Condition invalidSession(SessionFault fault) {
        return Condition.fails(ACCEPTED, INVALID, "spec." + fault.message());
    }

    /** Every reference leads somewhere. */
    public static Condition resolvedRefs() {
        return Condition.holds(RESOLVED_REFS, "ResolvedRefs", "Every reference is resolved");
    }

    /** A reference to certificates of issuers that leads nowhere. */
    public static Condition issuersNotResolved(TrustFault fault) {
        var reason = switch (fault.kind()) {
            case INVALID_KIND -> "InvalidKind";
            // It refers to nothing outside of its namespace.
            case INVALID_REF, NOT_PERMITTED -> "InvalidCACertificateRef";
        };
        return Condition.fails(RESOLVED_REFS, reason, "spec.tls.validation: " + fault.message());
    }

    /**
     * The certificate to show cannot be used.
     *
     * @param fault object, cause and remedy
     */
    public static Condition invalidClientCertificate(String fault) {
        return clientCertificate("InvalidClientCertificateRef", fault);
    }

    /**
     * The certificate to show is of another namespace, which does not permit it.
     *
     * @param fault object, cause and remedy
     */
    public static Condition clientCertificateNotPermitted(String fault) {
        return clientCertificate("RefNotPermitted", fault);
    }

    private static Condition clientCertificate(String reason, String fault) {
        return Condition.fails(RESOLVED_REFS, reason, "spec.tls.clientCertificateRef: " + fault);
    }
}
