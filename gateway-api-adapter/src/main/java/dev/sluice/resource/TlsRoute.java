package dev.sluice.resource;

import java.util.List;

/**
 * A route for TLS connections. It is not served yet; it is kept so that its status can say so. Source: TLSRoute.
 *
 * @param backendRefs of all rules, in order
 */
public record TlsRoute(
        ObjectMeta metadata,
        List<ParentRef> parentRefs,
        List<String> hostnames,
        List<BackendObjectReference> backendRefs)
        implements Route {

    public TlsRoute {
        parentRefs = List.copyOf(parentRefs);
        hostnames = List.copyOf(hostnames);
        backendRefs = List.copyOf(backendRefs);
    }

    @Override
    public Kind<Route> kind() {
        return Kinds.TLS_ROUTE;
    }
}
