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
        return Condition.holds(ACCEPTED, "Accepted", "Every Listener is valid");
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
                "Every Listener is valid; without effect, because not served yet: %s"
                        .formatted(String.join(", ", fields)));
    }

    /**
     * Some Listeners are served, some are not.
     *
     * @param invalid names of the Listeners that are not served; at least one
     */
    public static Condition someListenersInvalid(List<String> invalid) {
        return Condition.holds(
                ACCEPTED,
                "ListenersNotValid",
                "Not served: Listener %s; the others are; see the conditions of each"
                        .formatted(String.join(", ", invalid)));
    }

    /** No Listener can be served. */
    public static Condition noListenerValid() {
        return Condition.fails(
                ACCEPTED, "ListenersNotValid", "No Listener is valid; see the conditions of each in status.listeners");
    }

    /** The Gateway's class is ours and is itself not accepted. */
    public static Condition classNotAccepted(String className) {
        return Condition.fails(
                ACCEPTED,
                "Invalid",
                "GatewayClass %s is not accepted; mend what its own status says".formatted(className));
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
                "mode dedicated is switched off; set dedicatedGateways.enabled of the Helm chart, or write mode: shared");
    }

    /** An address of a type that cannot be bound. */
    public static Condition unsupportedAddressType(String type) {
        return Condition.fails(
                ACCEPTED,
                "UnsupportedAddress",
                "spec.addresses has type %s; Sluice binds type IPAddress alone".formatted(type));
    }

    /** An address of a type that no Service has. */
    public static Condition addressTypeOfNoService(String type) {
        return Condition.fails(
                ACCEPTED,
                "UnsupportedAddress",
                "spec.addresses has type %s; Sluice assigns types IPAddress and Hostname alone".formatted(type));
    }

    /** An address that shall be reachable from where no Service can be told to be. Source: GEP-1651. */
    public static Condition unsupportedRoutability(String type, String routability) {
        return Condition.fails(
                ACCEPTED,
                "UnsupportedAddress",
                "spec.addresses asks for routability %s of type %s; Sluice assigns Cluster to type IPAddress alone"
                        .formatted(routability, type));
    }

    /** An address of type IPAddress that is none. */
    public static Condition notAnAddress(String value) {
        return Condition.fails(
                ACCEPTED,
                "UnsupportedAddress",
                "spec.addresses value %s is no IP address; write one such as 192.0.2.7 or 2001:db8::7"
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
                "Annotation %s: '%s' maps no port; write it as 80=9080,443=9443, each port 1-65535"
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
                "References of Listener %s are not resolved; see the condition ResolvedRefs of each"
                        .formatted(String.join(", ", listeners)));
    }

    /** Requests reach every valid Listener. */
    public static Condition programmed() {
        return Condition.holds(PROGRAMMED, "Programmed", "The sockets of all valid Listeners are open");
    }

    /** The Gateway is not accepted, so no socket is open. */
    public static Condition notProgrammed() {
        return Condition.fails(PROGRAMMED, "Invalid", "The Gateway is not accepted; mend what Accepted says");
    }

    /** A newer configuration is on its way. */
    public static Condition pending() {
        return Condition.fails(PROGRAMMED, "Pending", "The newest configuration is not served yet; it will be shortly");
    }

    /** The Service that gives the Gateway its addresses and ports is not there yet. */
    public static Condition serviceExpected(String service) {
        return Condition.fails(
                PROGRAMMED, "Pending", "Service %s is not there yet; it will be shortly".formatted(service));
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
                "No pod of Deployment %s takes requests yet; if none comes, see its events".formatted(deployment));
    }

    /**
     * The Gateway's Service leads to no pod that takes requests.
     *
     * @param service its namespace and name
     */
    public static Condition endpointsExpected(String service) {
        return Condition.fails(
                PROGRAMMED, "Pending", "Service %s leads to no pod that takes requests yet".formatted(service));
    }

    /** Somebody else has a Service with the name that the Gateway's has. */
    public static Condition serviceOfAnother(String service) {
        return Condition.fails(
                PROGRAMMED,
                "AddressNotAssigned",
                "Service %s is not this Gateway's own, so it stays untouched; rename or delete it".formatted(service));
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
                "Service %s of type %s has no %s yet; if none comes, see its events, or set serviceType: ClusterIP"
                        .formatted(service, serviceType, type));
    }

    /** The Service has not got an address that {@code spec.addresses} names. */
    public static Condition addressRefused(String address, String service) {
        return Condition.fails(
                PROGRAMMED,
                "AddressNotUsable",
                "Service %s was not given %s; name an address that the cluster can assign, or none"
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
