package dev.sluice.resource;

import java.util.List;
import java.util.stream.Stream;

/**
 * A route for TLS connections, by server name. Source: TLSRoute.
 *
 * @param rules v1alpha2 of v1.1 allows several; the first takes every connection
 */
public record TlsRoute(ObjectMeta metadata, List<ParentRef> parentRefs, List<String> hostnames, List<StreamRule> rules)
        implements Route {

    public TlsRoute {
        parentRefs = List.copyOf(parentRefs);
        hostnames = List.copyOf(hostnames);
        rules = List.copyOf(rules);
    }

    @Override
    public Stream<BackendName> backends() {
        return StreamRule.backends(name().namespace(), rules);
    }

    @Override
    public Kind<Route> kind() {
        return Kinds.TLS_ROUTE;
    }
}
