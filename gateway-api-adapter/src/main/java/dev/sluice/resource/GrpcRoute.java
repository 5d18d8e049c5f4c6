package dev.sluice.resource;

import java.util.List;

/** A route for gRPC calls. It is not served yet; it is kept so that its status can say so. Source: GRPCRoute. */
public record GrpcRoute(ObjectMeta metadata, List<ParentRef> parentRefs, List<String> hostnames) implements Route {

    public GrpcRoute {
        parentRefs = List.copyOf(parentRefs);
        hostnames = List.copyOf(hostnames);
    }

    @Override
    public Kind<Route> kind() {
        return Kinds.GRPC_ROUTE;
    }
}
