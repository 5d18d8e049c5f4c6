package dev.sluice.condition;

import static dev.sluice.condition.Condition.Type.ACCEPTED;
import static dev.sluice.condition.Condition.Type.PROGRAMMED;

import java.util.List;

/** Conditions of a ListenerSet. Source: ListenerSetConditionType. */
public final class ListenerSetConditions {

    private static final String NOT_ALLOWED = "NotAllowed";

    private ListenerSetConditions() {}

    /** Every entry can be served. */
    public static Condition accepted() {
        return SharedConditions.everyListenerValid();
    }

    /**
     * Some entries are served, some are not.
     *
     * @param invalid names of those that are not; at least one
     */
    public static Condition someListenersInvalid(List<String> invalid) {
        return SharedConditions.someListenersInvalid(invalid);
    }

    /** No entry can be served. */
    public static Condition noListenerValid() {
        return SharedConditions.noListenerValid();
    }

    /**
     * The Gateway allows no ListenerSet of this namespace.
     *
     * @param gateway namespace and name
     */
    public static Condition notAllowed(String gateway, String namespace) {
        return Condition.fails(
                ACCEPTED,
                NOT_ALLOWED,
                "Gateway %s does not allow ListenerSets of namespace %s; change its allowedListeners"
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
                "Gateway %s is not accepted; see its status for the cause".formatted(gateway));
    }

    /** Requests reach every valid entry. */
    public static Condition programmed() {
        return SharedConditions.everySocketOpen();
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
     * The ListenerSet is not accepted, so no entry is served.
     *
     * @param accepted the condition that says so
     */
    public static Condition notProgrammed(Condition accepted) {
        return Condition.fails(
                PROGRAMMED,
                accepted.reason().equals("ParentNotAccepted") ? "ParentNotProgrammed" : accepted.reason(),
                "The ListenerSet is not accepted; see its Accepted condition for the cause");
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
                "Gateway %s is not programmed; see its status for the cause".formatted(gateway));
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
