package dev.sluice.resource;

import java.util.List;

/** A route for TCP connections. It is not served yet; it is kept so that its status can say so. Source: TCPRoute. */
public record TcpRoute(ObjectMeta metadata, List<ParentRef> parentRefs) implements Route {

    public TcpRoute {
        parentRefs = List.copyOf(parentRefs);
    }

    @Override
    public List<String> hostnames() {
        return List.of();
    }

    @Override
    public Kind<Route> kind() {
        return Kinds.TCP_ROUTE;
    }
}
