package dev.sluice.condition;

import static dev.sluice.condition.Condition.Type.ACCEPTED;
import static dev.sluice.condition.Condition.Type.PARTIALLY_INVALID;
import static dev.sluice.condition.Condition.Type.PROGRAMMED_IN_MESH;
import static dev.sluice.condition.Condition.Type.RESOLVED_REFS;

/** Conditions of a route at one of its parents. Source: RouteConditionType. */
public final class RouteConditions {

    private static final String UNSUPPORTED = "UnsupportedValue";

    private RouteConditions() {}

    /** The route is attached. */
    public static Condition accepted() {
        return Condition.holds(ACCEPTED, "Accepted", "The route is attached");
    }

    /**
     * The route is attached to Listeners of TCP or UDP, and older routes have all connections of some of them. Source:
     * Gateway API's guidelines, "Conflicts".
     *
     * @param rivals such as {@code TCPRoute shop/db has Listener tcp}
     */
    public static Condition acceptedAfter(String rivals) {
        return Condition.holds(
                ACCEPTED,
                "Accepted",
                "The route is attached, but gets nothing where another comes first: %s".formatted(rivals));
    }

    /**
     * The route is attached to a Service. Source: GEP-1294, "Route types".
     *
     * @param lost ports that it wants and others have, such as {@code 80 (GRPCRoute shop/cart)}; empty: it has all
     * @param failureMode of the Service, where it is none that is known; else empty
     */
    public static Condition acceptedByService(String lost, String failureMode) {
        return Condition.holds(
                ACCEPTED,
                "Accepted",
                "The route is attached"
                        + (lost.isEmpty() ? "" : ", but not to ports that others have: %s".formatted(lost))
                        + (failureMode.isEmpty()
                                ? ""
                                : "; annotation sluice.dev/mesh-failure-mode of the Service is '%s', which is taken as closed: write open or closed"
                                        .formatted(failureMode)));
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
     * The parent is a Service without such a port.
     *
     * @param wanted what the parentRef asks for, such as {@code 80}; empty: any
     */
    public static Condition noMatchingPort(String service, String wanted) {
        return Condition.fails(
                ACCEPTED,
                "NoMatchingParent",
                "Service %s has no TCP port%s; correct the parentRef"
                        .formatted(service, wanted.isEmpty() ? "" : " " + wanted));
    }

    /** The parent is a Service that does not exist. */
    public static Condition serviceNotFound(String service) {
        return Condition.fails(
                ACCEPTED,
                "NoMatchingParent",
                "Service %s does not exist; create it or correct the parentRef".formatted(service));
    }

    /** The parent is a Service of type ExternalName. Source: GEP-1294, "Allowed service types". */
    public static Condition externalNameParent(String service) {
        return Condition.fails(
                ACCEPTED,
                UNSUPPORTED,
                "Service %s is an ExternalName, which is only a name; use a Service of type ClusterIP as the parent"
                        .formatted(service));
    }

    /** The parent is a headless Service, or one without an address yet. Source: GEP-1294, "Allowed service types". */
    public static Condition noClusterIp(String service) {
        return Condition.fails(
                ACCEPTED,
                UNSUPPORTED,
                "Service %s has no ClusterIP, so its traffic cannot be told apart; use a Service that is not headless as the parent"
                        .formatted(service));
    }

    /**
     * Routes of another kind have every port of a Service that the parentRef asks for. Source: GEP-1294, "Route types".
     *
     * @param kind of the route
     * @param rival such as {@code GRPCRoute shop/cart}; there may be several
     */
    public static Condition conflicted(String kind, String service, String rival) {
        return Condition.fails(
                ACCEPTED,
                "Conflicted",
                "Every such port of Service %s is served by %s, and a port has routes of one kind only; remove this %s or that one"
                        .formatted(service, rival, kind));
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

    /**
     * Listeners are there, but none takes routes of this namespace and kind.
     *
     * @param protocols of Listeners that can take the kind, such as {@code TCP}
     */
    public static Condition notAllowedByListeners(String parent, String kind, String namespace, String protocols) {
        return Condition.fails(
                ACCEPTED,
                "NotAllowedByListeners",
                "No Listener of %s with protocol %s allows %s of namespace %s; add one, or change its allowedRoutes"
                        .formatted(parent, protocols, kind, namespace));
    }

    /** A kind of route that no Service can be the parent of. */
    public static Condition kindNotServedInMesh(String kind) {
        return Condition.fails(
                ACCEPTED,
                UNSUPPORTED,
                "A Service is no parent of a %s; name a Gateway, or use a route of another kind".formatted(kind));
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
     * The agents of all nodes serve the route.
     *
     * @param nodes such as {@code 4 of 4 nodes}
     */
    public static Condition actsEverywhere(String nodes) {
        return Condition.holds(PROGRAMMED_IN_MESH, "Programmed", "The route acts on " + nodes);
    }

    /**
     * The agents of some nodes do not serve.
     *
     * @param nodes such as {@code 3 of 4 nodes}
     */
    public static Condition actsOnSome(String nodes) {
        return Condition.fails(
                PROGRAMMED_IN_MESH,
                "Pending",
                "The route acts on %s; see why the agents of the others are not ready".formatted(nodes));
    }

    /** There are no agents. */
    public static Condition actsNowhere() {
        return Condition.fails(
                PROGRAMMED_IN_MESH,
                "NoAgents",
                "The route acts on no node, because there are no agents; see why their DaemonSet has no pods");
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
                UNSUPPORTED,
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
