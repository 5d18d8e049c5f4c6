package dev.sluice.condition;

import static dev.sluice.condition.Condition.Type.ACCEPTED;
import static dev.sluice.condition.Condition.Type.PROGRAMMED;
import static dev.sluice.condition.Condition.Type.RESOLVED_REFS;

import java.util.List;

/** Conditions of a Gateway. Source: GatewayConditionType. */
public final class GatewayConditions {

    private GatewayConditions() {}

    /** Every Listener can be served. */
    public static Condition accepted() {
        return SharedConditions.everyListenerValid();
    }

    /**
     * Every Listener can be served, but the Gateway has fields without effect.
     *
     * @param fields their paths; at least one
     */
    public static Condition acceptedWithoutEffect(List<String> fields) {
        return Condition.holds(
                ACCEPTED,
                "Accepted",
                "Every Listener is valid; these fields have no effect yet: %s".formatted(Listed.of(fields)));
    }

    /**
     * Some Listeners are served, some are not.
     *
     * @param invalid names of the Listeners that are not served; at least one
     */
    public static Condition someListenersInvalid(List<String> invalid) {
        return SharedConditions.someListenersInvalid(invalid);
    }

    /** No Listener can be served. */
    public static Condition noListenerValid() {
        return SharedConditions.noListenerValid();
    }

    /** The Gateway's class is ours and is itself not accepted. */
    public static Condition classNotAccepted(String className) {
        return Condition.fails(
                ACCEPTED,
                "Invalid",
                "GatewayClass %s is not accepted; see its status for the cause".formatted(className));
    }

    /** The Gateway asks for settings that cannot be read. Source: GatewaySpec.infrastructure.parametersRef. */
    public static Condition invalidParameters(ParametersFault fault) {
        return Condition.fails(ACCEPTED, "InvalidParameters", "spec.infrastructure.parametersRef: " + fault);
    }

    /** The Gateway asks for pods of its own, which this installation does not make. */
    public static Condition dedicatedIsOff() {
        return Condition.fails(
                ACCEPTED,
                "InvalidParameters",
                "pods.mode: dedicated is disabled here; set dedicatedGateways.enabled in the Helm chart or use pods.mode: shared");
    }

    /**
     * The Gateway could not be judged.
     *
     * @param cause what went wrong
     */
    public static Condition bug(String cause) {
        return Condition.fails(
                ACCEPTED, "Invalid", "The Gateway could not be checked: %s; report it, with the log".formatted(cause));
    }

    /** An address of a type that cannot be bound. */
    public static Condition unsupportedAddressType(String type) {
        return Condition.fails(
                ACCEPTED,
                "UnsupportedAddress",
                "spec.addresses has type %s; only type IPAddress is supported".formatted(type));
    }

    /** An address of a type that no Service has. */
    public static Condition addressTypeOfNoService(String type) {
        return Condition.fails(
                ACCEPTED,
                "UnsupportedAddress",
                "spec.addresses has type %s; only types IPAddress and Hostname are supported".formatted(type));
    }

    /** An address with a routability that no Service can have. Source: GEP-1651. */
    public static Condition unsupportedRoutability(String type, String routability) {
        return Condition.fails(
                ACCEPTED,
                "UnsupportedAddress",
                "spec.addresses has routability %s with type %s; only routability Cluster with type IPAddress is supported"
                        .formatted(routability, type));
    }

    /** An address of type IPAddress that is none. */
    public static Condition notAnAddress(String value) {
        return Condition.fails(
                ACCEPTED,
                "UnsupportedAddress",
                "spec.addresses value %s is not an IP address; use one such as 192.0.2.7 or 2001:db8::7"
                        .formatted(value));
    }

    /**
     * The annotation that maps ports cannot be read.
     *
     * @param annotation its name
     * @param entry the part that is wrong
     */
    public static Condition invalidPortMap(String annotation, String entry) {
        return Condition.fails(
                ACCEPTED,
                "Invalid",
                "Annotation %s: '%s' is not a port mapping; use the form 80=9080,443=9443 with ports 1-65535"
                        .formatted(annotation, entry));
    }

    /** Every reference of the Gateway and its Listeners leads somewhere. */
    public static Condition resolvedRefs() {
        return Condition.holds(RESOLVED_REFS, "ResolvedRefs", "Every reference is resolved");
    }

    /**
     * References of Listeners that lead nowhere.
     *
     * @param listeners names of those Listeners; at least one
     */
    public static Condition listenersNotResolved(List<String> listeners) {
        return Condition.fails(
                RESOLVED_REFS,
                "ListenersNotResolved",
                "References of some Listeners are not resolved: %s; see the ResolvedRefs condition of each"
                        .formatted(Listed.of(listeners)));
    }

    /**
     * The certificate for backends cannot be used.
     *
     * @param fault object, cause and remedy
     */
    public static Condition invalidClientCertificate(String fault) {
        return clientCertificate("InvalidClientCertificateRef", fault);
    }

    /**
     * The certificate for backends may not be used.
     *
     * @param fault object, cause and remedy
     */
    public static Condition clientCertificateNotPermitted(String fault) {
        return clientCertificate("RefNotPermitted", fault);
    }

    private static Condition clientCertificate(String reason, String fault) {
        return Condition.fails(
                RESOLVED_REFS,
                reason,
                "spec.tls.backend.clientCertificateRef: %s. Until then backends are shown no certificate"
                        .formatted(fault));
    }

    /** Clients without a good certificate are served; removed when none are any more. */
    public static Condition insecureValidation() {
        return Condition.holds(
                Condition.Type.INSECURE_FRONTEND_VALIDATION_MODE,
                "ConfigurationChanged",
                "Mode AllowInsecureFallback serves clients without a valid certificate; use AllowValidOnly to refuse them");
    }

    /** Requests reach every valid Listener. */
    public static Condition programmed() {
        return SharedConditions.everySocketOpen();
    }

    /** The Gateway is not accepted, so no socket is open. */
    public static Condition notProgrammed() {
        return Condition.fails(
                PROGRAMMED, "Invalid", "The Gateway is not accepted; see its Accepted condition for the cause");
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

    /** The Service that gives the Gateway its addresses and ports is not there yet. */
    public static Condition serviceExpected(String service) {
        return Condition.fails(
                PROGRAMMED, "Pending", "Service %s does not exist yet; it is being created".formatted(service));
    }

    /** The Service has not got the type that the Gateway's parameters ask for. */
    public static Condition typeExpected(String service, String type, String wanted) {
        return Condition.fails(
                PROGRAMMED,
                "Pending",
                "Service %s still has type %s; it is being changed to %s".formatted(service, type, wanted));
    }

    /**
     * None of the Gateway's own pods takes requests.
     *
     * @param deployment that makes them
     */
    public static Condition podsExpected(String deployment) {
        return Condition.fails(
                PROGRAMMED,
                "Pending",
                "No pod of Deployment %s is ready yet; if this persists, see its events".formatted(deployment));
    }

    /**
     * The Gateway's Service leads to no pod that takes requests.
     *
     * @param service its namespace and name
     */
    public static Condition endpointsExpected(String service) {
        return Condition.fails(PROGRAMMED, "Pending", "Service %s has no ready endpoint yet".formatted(service));
    }

    /**
     * A quota leaves no room for an object of the Gateway.
     *
     * @param object its kind, namespace and name
     * @param cause what the API server says
     */
    public static Condition quotaExceeded(String object, String cause) {
        return Condition.fails(
                PROGRAMMED,
                "NoResources",
                "The API server refuses %s: %s; raise the quota, or ask for less with parametersRef"
                        .formatted(object, cause));
    }

    /**
     * We lack the right to write an object of the Gateway.
     *
     * @param object its kind, namespace and name
     * @param cause what the API server says
     */
    public static Condition writeForbidden(String object, String cause) {
        return refused(object, cause, "grant this permission to the service account of Sluice");
    }

    /**
     * An object of the Gateway has a field that the API server does not accept.
     *
     * @param object its kind, namespace and name
     * @param cause what the API server says, with the field
     */
    public static Condition writeInvalid(String object, String cause) {
        return refused(
                object, cause, "correct the field in the Gateway or its parameters, or remove it from the object");
    }

    /**
     * Something else, such as an admission webhook, does not accept an object of the Gateway.
     *
     * @param object its kind, namespace and name
     * @param cause what the API server says
     */
    public static Condition writeRefused(String object, String cause) {
        return refused(object, cause, "change the Gateway, or the policy that refuses this");
    }

    /** Another object has the name of one of the Gateway's, which we may not see. */
    public static Condition nameTaken(String object) {
        return Condition.fails(
                PROGRAMMED, "Invalid", "%s exists and is not of this Gateway; rename or delete it".formatted(object));
    }

    private static Condition refused(String object, String cause, String remedy) {
        return Condition.fails(
                PROGRAMMED, "Invalid", "The API server refuses %s: %s; %s".formatted(object, cause, remedy));
    }

    /** The name of the Gateway's Service is taken by a Service of someone else. */
    public static Condition serviceOfAnother(String service) {
        return Condition.fails(
                PROGRAMMED,
                "AddressNotAssigned",
                "Service %s does not belong to this Gateway and is left unchanged; rename or delete it"
                        .formatted(service));
    }

    /**
     * No address was assigned yet.
     *
     * @param type {@code IPAddress} or {@code Hostname}
     * @param service that will have it
     * @param serviceType of that Service
     */
    public static Condition addressExpected(String type, String service, String serviceType) {
        return Condition.fails(
                PROGRAMMED,
                "AddressNotAssigned",
                "Service %s of type %s has no %s yet; if this persists, see its events or set service.type: ClusterIP"
                        .formatted(service, serviceType, type));
    }

    /** The Service has not got an address that {@code spec.addresses} names. */
    public static Condition addressRefused(String address, String service) {
        return Condition.fails(
                PROGRAMMED,
                "AddressNotUsable",
                "Service %s was not assigned %s; use an address that the cluster can assign, or remove it"
                        .formatted(service, address));
    }

    /**
     * An address that {@code spec.addresses} names could not be bound.
     *
     * @param cause what the socket said, with its remedy
     */
    public static Condition addressNotUsable(String cause) {
        return Condition.fails(PROGRAMMED, "AddressNotUsable", cause);
    }

    /**
     * The default address could not be bound.
     *
     * @param cause what the socket said, with its remedy
     */
    public static Condition addressNotAssigned(String cause) {
        return Condition.fails(PROGRAMMED, "AddressNotAssigned", cause);
    }
}
