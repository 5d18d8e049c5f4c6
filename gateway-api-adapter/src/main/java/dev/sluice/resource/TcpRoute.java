package dev.sluice.resource;

import java.util.List;
import java.util.stream.Stream;

/**
 * A route for TCP connections. Source: TCPRoute.
 *
 * @param rules v1alpha2 of v1.1 allows several; the first takes every connection
 */
public record TcpRoute(ObjectMeta metadata, List<ParentRef> parentRefs, List<StreamRule> rules) implements Route {

    public TcpRoute {
        parentRefs = List.copyOf(parentRefs);
        rules = List.copyOf(rules);
    }

    @Override
    public Stream<BackendName> backends() {
        return StreamRule.backends(name().namespace(), rules);
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
