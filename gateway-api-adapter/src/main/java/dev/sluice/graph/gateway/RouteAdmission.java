package dev.sluice.graph.gateway;

import dev.sluice.resource.Gateway.RouteKind;
import dev.sluice.resource.Namespace;
import dev.sluice.resource.ObjectName;
import java.util.Map;

/** Which routes a Listener lets in. Source: AllowedRoutes. */
public final class RouteAdmission {

    private final NamespaceRule rule;

    /**
     * For one picture of the namespaces.
     *
     * @param namespaces those that are declared; others are implied and have the label of their name alone
     */
    public RouteAdmission(Map<ObjectName, Namespace> namespaces) {
        this.rule = new NamespaceRule(namespaces);
    }

    /** Whether a Listener takes routes of this kind from this namespace. */
    public boolean admits(ListenerNode listener, RouteKind kind, String namespace) {
        var allowed = listener.resource().allowedRoutes();
        return listener.supportedKinds().contains(kind)
                && rule.admits(allowed.from(), allowed.selector(), listener.id().namespace(), namespace);
    }
}
