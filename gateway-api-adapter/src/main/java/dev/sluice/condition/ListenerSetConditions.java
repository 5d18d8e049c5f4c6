package dev.sluice.condition;

import static dev.sluice.condition.Condition.Type.ACCEPTED;
import static dev.sluice.condition.Condition.Type.PROGRAMMED;

import java.util.List;

/** Conditions of a ListenerSet. Source: ListenerSetConditionType. */
public final class ListenerSetConditions {

    private static final String NOT_ALLOWED = "NotAllowed";
    private static final String LISTENERS_NOT_VALID = "ListenersNotValid";

    private ListenerSetConditions() {}

    /** Every entry can be served. */
    public static Condition accepted() {
        return Condition.holds(ACCEPTED, "Accepted", "Every Listener is valid");
    }

    /**
     * Some entries are served, some are not.
     *
     * @param invalid names of those that are not; at least one
     */
    public static Condition someListenersInvalid(List<String> invalid) {
        return Condition.holds(
                ACCEPTED,
                LISTENERS_NOT_VALID,
                "Not served: Listener %s; the others are; see the conditions of each"
                        .formatted(String.join(", ", invalid)));
    }

    /** No entry can be served. */
    public static Condition noListenerValid() {
        return Condition.fails(
                ACCEPTED, LISTENERS_NOT_VALID, "No Listener is valid; see the conditions of each in status.listeners");
    }

    /**
     * The Gateway lets no ListenerSet of this namespace in.
     *
     * @param gateway namespace and name
     */
    public static Condition notAllowed(String gateway, String namespace) {
        return Condition.fails(
                ACCEPTED,
                NOT_ALLOWED,
                "Gateway %s allows no ListenerSet of namespace %s; change its allowedListeners"
                        .formatted(gateway, namespace));
    }

    /**
     * The Gateway is not accepted.
     *
     * @param gateway namespace and name
     */
    public static Condition parentNotAccepted(String gateway) {
        return Condition.fails(
                ACCEPTED,
                "ParentNotAccepted",
                "Gateway %s is not accepted; mend what its own status says".formatted(gateway));
    }

    /** Requests reach every valid entry. */
    public static Condition programmed() {
        return Condition.holds(PROGRAMMED, "Programmed", "The sockets of all valid Listeners are open");
    }

    /** A newer configuration is on its way. */
    public static Condition pending() {
        return Condition.fails(PROGRAMMED, "Pending", "The newest configuration is not served yet; it will be shortly");
    }

    /**
     * The ListenerSet is not accepted, so no entry is served.
     *
     * @param accepted the condition that says so
     */
    public static Condition notProgrammed(Condition accepted) {
        return Condition.fails(
                PROGRAMMED,
                accepted.reason().equals("ParentNotAccepted") ? "ParentNotProgrammed" : accepted.reason(),
                "The ListenerSet is not accepted; mend what Accepted says");
    }

    /**
     * The Gateway is not programmed, though the sockets of these Listeners are open.
     *
     * @param gateway namespace and name
     */
    public static Condition parentNotProgrammed(String gateway) {
        return Condition.fails(
                PROGRAMMED,
                "ParentNotProgrammed",
                "Gateway %s is not programmed; mend what its own status says".formatted(gateway));
    }

    /**
     * A socket could not be opened.
     *
     * @param cause what the socket said, with its remedy
     */
    public static Condition portUnavailable(String cause) {
        return Condition.fails(PROGRAMMED, "PortUnavailable", cause);
    }
}
