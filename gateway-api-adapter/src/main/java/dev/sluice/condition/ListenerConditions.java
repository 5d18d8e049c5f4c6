package dev.sluice.condition;

import static dev.sluice.condition.Condition.Type.ACCEPTED;
import static dev.sluice.condition.Condition.Type.CONFLICTED;
import static dev.sluice.condition.Condition.Type.OVERLAPPING_TLS_CONFIG;
import static dev.sluice.condition.Condition.Type.PROGRAMMED;
import static dev.sluice.condition.Condition.Type.RESOLVED_REFS;

import java.util.List;

/** Conditions of a Listener. Source: ListenerConditionType. */
public final class ListenerConditions {

    private static final String NOT_SERVED = "UnsupportedValue";
    private static final String OF_REQUESTS =
            "a request that reuses the connection of another Listener gets status 421";
    private static final String OF_STREAMS =
            "a client that reuses a connection for another host reaches the backends of the first";

    private ListenerConditions() {}

    /** The Listener can be served. */
    public static Condition accepted() {
        return Condition.holds(ACCEPTED, "Accepted", "The Listener is valid");
    }

    /** A protocol that is not served. */
    public static Condition unsupportedProtocol(String protocol) {
        return Condition.fails(
                ACCEPTED,
                "UnsupportedProtocol",
                "Protocol %s is not supported; use HTTP, HTTPS, TLS, TCP or UDP".formatted(protocol));
    }

    /** HTTPS whose TLS is not terminated here. */
    public static Condition unsupportedTlsMode(String mode) {
        return Condition.fails(
                ACCEPTED,
                NOT_SERVED,
                "tls.mode %s is not supported with protocol HTTPS; use Terminate, or protocol TLS".formatted(mode));
    }

    /**
     * HTTPS or TLS without any TLS settings.
     *
     * @param protocol of the Listener
     */
    public static Condition tlsMissing(String protocol) {
        return Condition.fails(
                ACCEPTED,
                NOT_SERVED,
                "Protocol %s needs tls.certificateRefs; reference a Secret of type kubernetes.io/tls"
                        .formatted(protocol));
    }

    /** Client certificates are to be verified where TLS is passed through. */
    public static Condition validationNotPossible() {
        return Condition.fails(
                ACCEPTED,
                NOT_SERVED,
                "tls.frontendValidation needs tls.mode Terminate; the Listener is closed because nobody could be refused; remove one of the two");
    }

    /**
     * Filters of requests, where none are looked at.
     *
     * @param protocol of the Listener
     */
    public static Condition filtersWithoutRequests(String protocol) {
        return Condition.fails(
                ACCEPTED,
                NOT_SERVED,
                "filters.requests needs protocol HTTP or HTTPS, not %s; the Listener is closed; remove it"
                        .formatted(protocol));
    }

    /**
     * The Listener asks for what is not supported; without it, clients that it refuses could be
     * admitted.
     *
     * @param fields their paths; at least one
     */
    public static Condition fieldsNotServed(List<String> fields) {
        return Condition.fails(
                ACCEPTED,
                NOT_SERVED,
                "Not supported yet: %s; the Listener is closed because ignoring it would be less strict; remove it"
                        .formatted(Listed.of(fields)));
    }

    /**
     * A type of filter that is not supported yet; without it, clients that it refuses could be admitted.
     *
     * @param index place in {@code filters.requests}, from 0
     */
    public static Condition filterNotServed(int index, String type) {
        return Condition.fails(
                ACCEPTED,
                NOT_SERVED,
                "filters.requests[%d]: %s is not supported yet; the Listener is closed; remove it"
                        .formatted(index, type));
    }

    /**
     * A filter's extensionRef of a kind that is not ours.
     *
     * @param index place in {@code filters.requests}, from 0
     */
    public static Condition filterKind(int index, String kind) {
        return invalidFilterRef(
                index, "extensionRef has kind %s; use SpringFilter of group sluice.dev".formatted(kind));
    }

    /**
     * A filter's extensionRef that names nothing.
     *
     * @param index place in {@code filters.requests}, from 0
     */
    public static Condition filterNotFound(int index, String springFilter) {
        return invalidFilterRef(
                index, "SpringFilter %s does not exist; create it or correct the extensionRef".formatted(springFilter));
    }

    /**
     * A SpringFilter that cannot be used.
     *
     * @param index place in {@code filters.requests}, from 0
     * @param cause as its own status says it
     */
    public static Condition filterUnusable(int index, String springFilter, String cause) {
        return invalidFilterRef(index, "SpringFilter %s: %s".formatted(springFilter, cause));
    }

    private static Condition invalidFilterRef(int index, String fault) {
        return Condition.fails(
                RESOLVED_REFS, "InvalidListenerFilterRef", "filters.requests[%d]: %s".formatted(index, fault));
    }

    /** Port 0 of an XListenerSet, which asks for any port. Source: ListenerEntry.port of v1.4. */
    public static Condition unsupportedPort() {
        return Condition.fails(ACCEPTED, "UnsupportedPort", "port 0 is not supported; set port to 1-65535");
    }

    /**
     * Another Gateway or port has the address.
     *
     * @param address {@code host:port} that both want
     * @param holder the Gateway and port that has it
     * @param annotation name of the annotation that maps ports
     */
    public static Condition portUnavailable(String address, String holder, String annotation) {
        return Condition.fails(
                ACCEPTED,
                "PortUnavailable",
                "%s is used by Gateway %s; give this Gateway its own spec.addresses or map the port with annotation %s"
                        .formatted(address, holder, annotation));
    }

    /** The Gateway is not accepted as a whole. */
    public static Condition gatewayNotAccepted() {
        return Condition.fails(
                ACCEPTED, "Invalid", "The Gateway is not accepted; see its Accepted condition for the cause");
    }

    /** No other Listener is in the way. */
    public static Condition noConflicts() {
        return Condition.fails(CONFLICTED, "NoConflicts", "No other Listener has this port, protocol and hostname");
    }

    /**
     * Two Listeners cannot be distinguished; neither is served.
     *
     * @param others names of the others; at least one
     */
    public static Conflict hostnameConflict(int port, String hostname, List<String> others) {
        return new Conflict(
                "HostnameConflict",
                "Port %d and hostname %s are also used by Listener %s; give each its own hostname or port"
                        .formatted(port, hostname, Listed.of(others)));
    }

    /**
     * A port cannot speak two protocols; none of its Listeners is served.
     *
     * @param others names of the Listeners with another protocol; at least one
     */
    public static Conflict protocolConflict(int port, String protocol, List<String> others) {
        return new Conflict(
                "ProtocolConflict",
                "Port %d has protocol %s here and another protocol in Listener %s; use one protocol per port"
                        .formatted(port, protocol, Listed.of(others)));
    }

    /**
     * Several Listeners have one port of TCP or UDP; none of them is served.
     *
     * @param others names of the others; at least one
     */
    public static Conflict portConflict(int port, String protocol, List<String> others) {
        return new Conflict(
                "ProtocolConflict",
                "Port %d of protocol %s is also used by Listener %s; give each its own port"
                        .formatted(port, protocol, Listed.of(others)));
    }

    /**
     * Other Listeners of the port serve hosts of this one. Requests are answered by the Listener whose hostname is the
     * most specific; those that come by the connection of another are answered 421.
     *
     * @param others the other Listeners, as far as the reader may know them
     */
    public static Condition overlappingHostnames(Listed others) {
        return overlapping("OverlappingHostnames", "hostname", others, OF_REQUESTS);
    }

    /**
     * Certificates of other Listeners of the port are valid for hosts of this one's certificates.
     *
     * @param others the other Listeners, as far as the reader may know them
     */
    public static Condition overlappingCertificates(Listed others) {
        return overlapping("OverlappingCertificates", "certificate", others, OF_REQUESTS);
    }

    /**
     * Other Listeners of the port serve hosts of this one, which passes on octets and sees no requests.
     *
     * @param others the other Listeners, as far as the reader may know them
     */
    public static Condition overlappingHostnamesOfStreams(Listed others) {
        return overlapping("OverlappingHostnames", "hostname", others, OF_STREAMS);
    }

    /**
     * Certificates of other Listeners of the port are valid for hosts of this one's certificates, and it sees no
     * requests.
     *
     * @param others the other Listeners, as far as the reader may know them
     */
    public static Condition overlappingCertificatesOfStreams(Listed others) {
        return overlapping("OverlappingCertificates", "certificate", others, OF_STREAMS);
    }

    private static Condition overlapping(String reason, String what, Listed others, String effect) {
        return Condition.holds(
                OVERLAPPING_TLS_CONFIG, reason, "The %s overlaps with %s; %s".formatted(what, others, effect));
    }

    /**
     * An object that comes before has the hostname on this port.
     *
     * @param holder that object, as far as the reader may know it
     */
    public static Conflict hostnameTaken(int port, String hostname, String holder) {
        return new Conflict(
                "HostnameConflict",
                "Port %d: hostname %s is already used by %s, which takes precedence; choose another hostname or port"
                        .formatted(port, hostname, holder));
    }

    /**
     * An object that comes before speaks another protocol on this port.
     *
     * @param holder that object, as far as the reader may know it
     */
    public static Conflict protocolTaken(int port, String protocol, String holder) {
        return new Conflict(
                "ProtocolConflict",
                "Port %d: protocol is %s here but not in %s, which takes precedence; choose another port"
                        .formatted(port, protocol, holder));
    }

    /**
     * An object that comes before has the port, which has one Listener.
     *
     * @param holder that object, as far as the reader may know it
     */
    public static Conflict portTaken(int port, String protocol, String holder) {
        return new Conflict(
                "ProtocolConflict",
                "Port %d of protocol %s is already used by %s, which takes precedence; choose another port"
                        .formatted(port, protocol, holder));
    }

    /** Everything that the Listener refers to is there. */
    public static Condition resolvedRefs() {
        return Condition.holds(RESOLVED_REFS, "ResolvedRefs", "Every certificate and route kind is resolved");
    }

    /**
     * Route kinds that the Listener cannot take.
     *
     * @param kinds those that it cannot
     * @param supported those that its protocol has
     */
    public static Condition invalidRouteKinds(List<String> kinds, List<String> supported) {
        return Condition.fails(
                RESOLVED_REFS,
                "InvalidRouteKinds",
                "allowedRoutes.kinds contains unsupported kinds: %s; use %s"
                        .formatted(Listed.of(kinds), String.join(" or ", supported)));
    }

    /** Client certificates are to be verified, and no reference leads to an issuer. */
    public static Condition noIssuer() {
        return Condition.fails(
                ACCEPTED,
                "NoValidCACertificate",
                "No caCertificateRef for client certificates can be used, see condition ResolvedRefs; the Listener is closed");
    }

    /** A reference to issuers of client certificates that cannot be used. */
    public static Condition issuersNotResolved(TrustFault fault) {
        var reason = switch (fault.kind()) {
            case INVALID_REF -> "InvalidCACertificateRef";
            case INVALID_KIND -> "InvalidCACertificateKind";
            case NOT_PERMITTED -> "RefNotPermitted";
        };
        return Condition.fails(RESOLVED_REFS, reason, fault.message());
    }

    /** TLS to be ended without a certificate. */
    public static Condition noCertificate() {
        return Condition.fails(
                RESOLVED_REFS,
                "InvalidCertificateRef",
                "tls.certificateRefs is empty; reference a Secret of type kubernetes.io/tls");
    }

    /** A reference to something else than a Secret. */
    public static Condition certificateKind(String kind) {
        return Condition.fails(
                RESOLVED_REFS,
                "InvalidCertificateRef",
                "The certificate reference has kind %s; only Secret of the core group is supported".formatted(kind));
    }

    /** A Secret that does not exist. */
    public static Condition secretNotFound(String secret) {
        return Condition.fails(
                RESOLVED_REFS,
                "InvalidCertificateRef",
                "Secret %s does not exist; create it with type kubernetes.io/tls".formatted(secret));
    }

    /**
     * A Secret without a usable certificate and key.
     *
     * @param fault what is wrong with it
     * @param remedy what to do about it
     */
    public static Condition secretNotUsable(String secret, String fault, String remedy) {
        return Condition.fails(
                RESOLVED_REFS, "InvalidCertificateRef", "Secret %s: %s; %s".formatted(secret, fault, remedy));
    }

    /**
     * A Secret that the pods of the Gateway may not read.
     *
     * @param namespace the one whose Secrets they read
     */
    public static Condition secretOutOfReach(String secret, String namespace) {
        return Condition.fails(
                RESOLVED_REFS,
                "RefNotPermitted",
                "Secret %s: the pods of a dedicated Gateway can only read Secrets of namespace %s; move it or set mode: shared"
                        .formatted(secret, namespace));
    }

    /**
     * A Secret of another namespace that allows no reference from here.
     *
     * @param kind of the object that refers
     */
    public static Condition secretNotPermitted(String secret, String kind, String fromNamespace) {
        return Condition.fails(
                RESOLVED_REFS,
                "RefNotPermitted",
                "Secret %s: no ReferenceGrant in its namespace allows %ss of namespace %s; add one"
                        .formatted(secret, kind, fromNamespace));
    }

    /** Requests reach the Listener. */
    public static Condition programmed() {
        return Condition.holds(PROGRAMMED, "Programmed", "The socket is open");
    }

    /** The Listener is not served. */
    public static Condition notProgrammed() {
        return Condition.fails(
                PROGRAMMED, "Invalid", "The Listener is not served; see its other conditions for the cause");
    }

    /**
     * The Listener is not served, because it is in conflict.
     *
     * @param conflicted the condition that says so
     */
    public static Condition notProgrammed(Condition conflicted) {
        return Condition.fails(
                PROGRAMMED,
                conflicted.reason(),
                "The Listener is not served; see its Conflicted condition for the cause");
    }

    /** No socket was opened, because the configuration is only judged. */
    public static Condition unopened() {
        return SharedConditions.unopened();
    }

    /** A newer configuration is on its way. */
    public static Condition pending() {
        return SharedConditions.pending();
    }

    /**
     * The newest configuration could not be applied, so what was served before is still served.
     *
     * @param cause what went wrong
     */
    public static Condition outdated(String cause) {
        return SharedConditions.outdated(cause);
    }

    /**
     * The socket could not be opened.
     *
     * @param cause what the socket said, with its remedy
     */
    public static Condition socketClosed(String cause) {
        return Condition.fails(PROGRAMMED, "Invalid", cause);
    }
}
