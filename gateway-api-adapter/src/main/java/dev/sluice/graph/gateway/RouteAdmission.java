package dev.sluice.graph.gateway;

import dev.sluice.resource.Gateway.AllowedRoutes;
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

    /**
     * Whether a Listener takes routes from a namespace.
     *
     * @param own namespace of the object that declares the Listener
     * @param namespace of the route
     */
    public boolean admits(AllowedRoutes allowed, String own, String namespace) {
        return rule.admits(allowed.from(), allowed.selector(), own, namespace);
    }
}
