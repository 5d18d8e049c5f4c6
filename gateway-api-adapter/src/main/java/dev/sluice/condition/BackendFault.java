package dev.sluice.condition;

/**
 * Why a reference of a rule leads nowhere: a backendRef, a mirror or an extensionRef.
 *
 * @param reason a reason of condition ResolvedRefs
 * @param message names the reference, the cause and the remedy
 */
public record BackendFault(String reason, String message) {

    private static final String NOT_FOUND = "BackendNotFound";
    private static final String INVALID_POLICY = "InvalidBackendTLSPolicy";
    private static final String UNSUPPORTED_PROTOCOL = "UnsupportedProtocol";

    /**
     * A kind that is not served.
     *
     * @param kind with its group, such as {@code Bucket.storage.example.com}
     */
    public static BackendFault invalidKind(String kind, String name) {
        return new BackendFault(
                "InvalidKind",
                "backendRef %s has kind %s; use Service of the core group, ServiceImport of multicluster.x-k8s.io, or XBackend of gateway.networking.x-k8s.io"
                        .formatted(name, kind));
    }

    /**
     * A Service or XBackend of another namespace that allows no reference from here.
     *
     * @param target its kind and name
     */
    public static BackendFault notPermitted(String target, String fromKind, String fromNamespace) {
        return new BackendFault(
                "RefNotPermitted",
                "%s: no ReferenceGrant in its namespace allows %s of namespace %s; add one"
                        .formatted(target, fromKind, fromNamespace));
    }

    /** A reference without a port, to what has several. */
    public static BackendFault portMissing(String backend) {
        return new BackendFault(NOT_FOUND, "backendRef to %s has no port; add one".formatted(backend));
    }

    /** An extensionRef of a kind that is not ours; its rule is dropped for the same reason. */
    public static BackendFault extensionKind(RuleFault dropped) {
        return new BackendFault("InvalidKind", dropped.toString());
    }

    /** An extensionRef that names nothing; its rule is dropped for the same reason. */
    public static BackendFault extensionNotFound(RuleFault dropped) {
        return new BackendFault("FilterNotFound", dropped.toString());
    }

    /** A backend that does not exist. */
    public static BackendFault notFound(String backend) {
        return new BackendFault(NOT_FOUND, "%s does not exist; create it or correct the backendRef".formatted(backend));
    }

    /** A reference to an XBackend with a port, of which the XBackend has its own. Source: BackendObjectReference. */
    public static BackendFault portOfXBackend(String xBackend) {
        return new BackendFault(
                "UnsupportedValue",
                "backendRef to XBackend %s has a port; remove it: the XBackend has its own".formatted(xBackend));
    }

    /**
     * An XBackend that cannot be used.
     *
     * @param cause as its own status says it
     */
    public static BackendFault xBackendNotAccepted(String xBackend, String cause) {
        return new BackendFault("InvalidXBackend", "XBackend %s: %s".formatted(xBackend, cause));
    }

    /**
     * An XBackend whose protocol is not for this kind of routes.
     *
     * @param needed such as {@code a UDPRoute needs one without protocol}
     */
    public static BackendFault protocolOfXBackend(String xBackend, String protocol, String needed) {
        return new BackendFault(
                UNSUPPORTED_PROTOCOL, "XBackend %s speaks %s; %s".formatted(xBackend, protocol, needed));
    }

    /** A Service that leads to names, where they are not followed. Source: BackendObjectReference.kind. */
    public static BackendFault externalName(String backend) {
        return new BackendFault(
                "InvalidKind",
                "%s leads to a name, not to pods: use a Service with EndpointSlices of addresses, or set sluice.kubernetes.external-names=allow"
                        .formatted(backend));
    }

    /** A backend without this port. */
    public static BackendFault portNotFound(String backend, int port) {
        return new BackendFault(
                NOT_FOUND, "%s has no port %d; add it or correct the backendRef".formatted(backend, port));
    }

    /**
     * A port with a policy that cannot be used.
     *
     * @param policy namespace and name
     * @param cause as the policy's own status says it
     */
    public static BackendFault tlsPolicy(String backend, int port, String policy, String cause) {
        return new BackendFault(
                INVALID_POLICY, "%s port %d: BackendTLSPolicy %s: %s".formatted(backend, port, policy, cause));
    }

    /** The same of a backend in another namespace, which has not said that its policies may be read of. */
    public static BackendFault tlsPolicyOfOthers(String backend, int port) {
        return new BackendFault(
                INVALID_POLICY,
                "%s port %d: its BackendTLSPolicy cannot be used; see that policy's status".formatted(backend, port));
    }

    /** Whether it is one of a policy, and says what that says. */
    public boolean isOfPolicy() {
        return reason.equals(INVALID_POLICY);
    }

    /**
     * A port that is not for connections, or not for datagrams.
     *
     * @param protocol its own, such as {@code UDP}
     * @param needed such as {@code a UDPRoute needs a port of protocol UDP}
     */
    public static BackendFault otherTransport(String backend, int port, String protocol, String needed) {
        return new BackendFault(
                UNSUPPORTED_PROTOCOL, "%s port %d has protocol %s; %s".formatted(backend, port, protocol, needed));
    }

    /**
     * A backend whose annotation asks for a PROXY protocol that is not served.
     *
     * @param word bounded, on one line
     */
    public static BackendFault proxyProtocol(String backend, String annotation, String word) {
        return new BackendFault(
                UNSUPPORTED_PROTOCOL,
                "%s has annotation %s: %s; use v2 or remove it".formatted(backend, annotation, word));
    }

    /**
     * A port that speaks something else.
     *
     * @param protocol its appProtocol
     */
    public static BackendFault unsupportedProtocol(String backend, int port, String protocol) {
        return new BackendFault(
                UNSUPPORTED_PROTOCOL,
                "%s port %d speaks %s; an HTTPRoute needs appProtocol http or kubernetes.io/h2c, ws or wss, a GRPCRoute http or kubernetes.io/h2c; for TLS add a BackendTLSPolicy"
                        .formatted(backend, port, protocol));
    }
}
