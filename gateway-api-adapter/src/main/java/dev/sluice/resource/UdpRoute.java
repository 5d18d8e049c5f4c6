package dev.sluice.resource;

import java.util.List;

/**
 * A route for UDP. It is not served yet; it is kept so that its status can say so. Source: UDPRoute.
 *
 * @param backendRefs of all rules, in order
 */
public record UdpRoute(ObjectMeta metadata, List<ParentRef> parentRefs, List<BackendObjectReference> backendRefs)
        implements Route {

    public UdpRoute {
        parentRefs = List.copyOf(parentRefs);
        backendRefs = List.copyOf(backendRefs);
    }

    @Override
    public List<String> hostnames() {
        return List.of();
    }

    @Override
    public Kind<Route> kind() {
        return Kinds.UDP_ROUTE;
    }
}
