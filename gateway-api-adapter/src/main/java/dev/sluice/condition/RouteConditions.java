package dev.sluice.condition;

import static dev.sluice.condition.Condition.Type.ACCEPTED;
import static dev.sluice.condition.Condition.Type.PARTIALLY_INVALID;
import static dev.sluice.condition.Condition.Type.RESOLVED_REFS;

/** Conditions of a route at one of its parents. Source: RouteConditionType. */
public final class RouteConditions {

    private RouteConditions() {}

    /** The route is attached. */
    public static Condition accepted() {
        return Condition.holds(ACCEPTED, "Accepted", "The route is attached");
    }

    /**
     * The parent has no such Listener.
     *
     * @param parent such as {@code Gateway infra/public}
     * @param wanted what the parentRef asks for, such as {@code sectionName web and port 80}
     */
    public static Condition noMatchingParent(String parent, String wanted) {
        return Condition.fails(
                ACCEPTED,
                "NoMatchingParent",
                "%s has no Listener with %s; correct the parentRef".formatted(parent, wanted));
    }

    /**
     * The parent is a ListenerSet that its Gateway does not allow.
     *
     * @param parent such as {@code ListenerSet shop/web}
     */
    public static Condition parentNotAttached(String parent) {
        return Condition.fails(
                ACCEPTED,
                "NoMatchingParent",
                "%s is not attached to its Gateway; see its status for the cause".formatted(parent));
    }

    /** Listeners are there, but none takes routes of this namespace and kind. */
    public static Condition notAllowedByListeners(String parent, String kind, String namespace) {
        return Condition.fails(
                ACCEPTED,
                "NotAllowedByListeners",
                "No Listener of %s allows %s of namespace %s; change its allowedRoutes"
                        .formatted(parent, kind, namespace));
    }

    /** A kind of route that is not served yet. */
    public static Condition kindNotServed(String kind) {
        return Condition.fails(
                ACCEPTED,
                "NotAllowedByListeners",
                "%s is not supported yet; use HTTPRoute or GRPCRoute".formatted(kind));
    }

    /**
     * Listeners take the route, but none has a hostname in common with it.
     *
     * @param hostnames what the route declares
     */
    public static Condition noMatchingListenerHostname(String parent, String hostnames) {
        return Condition.fails(
                ACCEPTED,
                "NoMatchingListenerHostname",
                "No Listener of %s matches %s; change the hostnames of the Listener or the route"
                        .formatted(parent, hostnames));
    }

    /**
     * No rule of the route can be served.
     *
     * @param first the fault of its first rule
     */
    public static Condition noRuleServed(RuleFault first) {
        return Condition.fails(ACCEPTED, first.reason(), "No rule can be served; " + first);
    }

    /**
     * Some rules are answered 500, the others are served.
     *
     * @param first the fault of the first such rule
     * @param more how many there are besides
     */
    public static Condition partiallyInvalid(RuleFault first, int more) {
        return Condition.holds(
                PARTIALLY_INVALID,
                "UnsupportedValue",
                "Dropped Rule: %s%s".formatted(first, more == 0 ? "" : "; and " + more + " more"));
    }

    /** Every reference leads somewhere. */
    public static Condition resolvedRefs() {
        return Condition.holds(RESOLVED_REFS, "ResolvedRefs", "Every reference is resolved");
    }

    /**
     * References that lead nowhere. The share of requests of a backendRef is answered 500; a mirror gets none.
     *
     * @param first the fault of the first of them
     * @param more how many there are besides
     */
    public static Condition unresolvedRefs(BackendFault first, int more) {
        return Condition.fails(
                RESOLVED_REFS, first.reason(), first.message() + (more == 0 ? "" : "; and " + more + " more"));
    }
}
