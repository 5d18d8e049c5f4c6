package dev.sluice.resource;

import java.util.List;

/** A route for TLS connections. It is not served yet; it is kept so that its status can say so. Source: TLSRoute. */
public record TlsRoute(ObjectMeta metadata, List<ParentRef> parentRefs, List<String> hostnames) implements Route {

    public TlsRoute {
        parentRefs = List.copyOf(parentRefs);
        hostnames = List.copyOf(hostnames);
    }

    @Override
    public Kind<Route> kind() {
        return Kinds.TLS_ROUTE;
    }
}
