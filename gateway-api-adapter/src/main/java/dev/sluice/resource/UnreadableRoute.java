package dev.sluice.resource;

import java.util.List;

/**
 * A route of which no more can be read than who it is and what it is for. It takes the place that it asks for, so that
 * no weaker route takes it, and its status says why it is not served.
 */
public record UnreadableRoute(
        ObjectMeta metadata, Kind<Route> kind, List<ParentRef> parentRefs, List<String> hostnames, Unreadable why)
        implements Route {

    public UnreadableRoute {
        parentRefs = List.copyOf(parentRefs);
        hostnames = List.copyOf(hostnames);
    }
}
