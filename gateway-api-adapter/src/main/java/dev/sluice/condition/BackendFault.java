package dev.sluice.condition;

/**
 * Why a reference of a rule leads nowhere: a backendRef, a mirror or an extensionRef.
 *
 * @param reason a reason of condition ResolvedRefs
 * @param message names the reference, the cause and the remedy
 */
public record BackendFault(String reason, String message) {

    private static final String NOT_FOUND = "BackendNotFound";

    /**
     * A kind that is not served.
     *
     * @param kind with its group, such as {@code Bucket.storage.example.com}
     */
    public static BackendFault invalidKind(String kind, String name) {
        return new BackendFault(
                "InvalidKind",
                "backendRef %s has kind %s; only Service of the core group is supported".formatted(name, kind));
    }

    /** A Service of another namespace that allows no reference from here. */
    public static BackendFault notPermitted(String service, String fromKind, String fromNamespace) {
        return new BackendFault(
                "RefNotPermitted",
                "Service %s: no ReferenceGrant in its namespace allows %s of namespace %s; add one"
                        .formatted(service, fromKind, fromNamespace));
    }

    /** A reference without a port. */
    public static BackendFault portMissing(String service) {
        return new BackendFault(NOT_FOUND, "backendRef to Service %s has no port; add one".formatted(service));
    }

    /** An extensionRef of a kind that is not ours; its rule is dropped for the same reason. */
    public static BackendFault extensionKind(RuleFault dropped) {
        return new BackendFault("InvalidKind", dropped.toString());
    }

    /** An extensionRef that names nothing; its rule is dropped for the same reason. */
    public static BackendFault extensionNotFound(RuleFault dropped) {
        return new BackendFault("FilterNotFound", dropped.toString());
    }

    /** A Service that does not exist. */
    public static BackendFault serviceNotFound(String service) {
        return new BackendFault(
                NOT_FOUND, "Service %s does not exist; create it or correct the backendRef".formatted(service));
    }

    /** A Service that leads to names, where they are not followed. Source: BackendObjectReference.kind. */
    public static BackendFault externalName(String service) {
        return new BackendFault(
                "InvalidKind",
                "Service %s leads to a name, not to pods: use a Service with EndpointSlices of addresses, or set sluice.kubernetes.external-names=allow"
                        .formatted(service));
    }

    /** A Service without this port. */
    public static BackendFault portNotFound(String service, int port) {
        return new BackendFault(
                NOT_FOUND, "Service %s has no port %d; add it or correct the backendRef".formatted(service, port));
    }

    /**
     * A port with a policy that cannot be used.
     *
     * @param policy namespace and name
     * @param cause as the policy's own status says it
     */
    public static BackendFault tlsPolicy(String service, int port, String policy, String cause) {
        return new BackendFault(
                "InvalidBackendTLSPolicy",
                "Service %s port %d: BackendTLSPolicy %s: %s".formatted(service, port, policy, cause));
    }

    /**
     * A port that speaks something else.
     *
     * @param protocol its appProtocol, or its protocol if that is not TCP
     */
    public static BackendFault unsupportedProtocol(String service, int port, String protocol) {
        return new BackendFault(
                "UnsupportedProtocol",
                "Service %s port %d speaks %s; an HTTPRoute needs appProtocol http or kubernetes.io/h2c, ws or wss, a GRPCRoute http or kubernetes.io/h2c; for TLS add a BackendTLSPolicy"
                        .formatted(service, port, protocol));
    }
}
