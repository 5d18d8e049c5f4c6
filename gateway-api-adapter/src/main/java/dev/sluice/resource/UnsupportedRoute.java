package dev.sluice.resource;

import java.util.List;

/** A route of a kind that is not served yet, such as a GRPCRoute. */
public record UnsupportedRoute(ObjectMeta metadata, String routeKind, List<ParentRef> parentRefs)
        implements WatchedObject {

    public UnsupportedRoute {
        parentRefs = List.copyOf(parentRefs);
    }

    @Override
    public String kind() {
        return routeKind;
    }
}
