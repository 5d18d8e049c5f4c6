package dev.sluice.resource;

import java.util.List;

/** A route for UDP. It is not served yet; it is kept so that its status can say so. Source: UDPRoute. */
public record UdpRoute(ObjectMeta metadata, List<ParentRef> parentRefs) implements Route {

    public UdpRoute {
        parentRefs = List.copyOf(parentRefs);
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
