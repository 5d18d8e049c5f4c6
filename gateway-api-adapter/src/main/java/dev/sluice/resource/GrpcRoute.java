package dev.sluice.resource;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A route for gRPC calls. Source: GRPCRoute. */
public record GrpcRoute(ObjectMeta metadata, Spec spec) implements Route {

    /** GRPCRouteSpec. */
    public record Spec(List<ParentRef> parentRefs, List<String> hostnames, List<Rule> rules) {

        public Spec {
            parentRefs = List.copyOf(parentRefs);
            hostnames = List.copyOf(hostnames);
            rules = List.copyOf(rules);
        }
    }

    /**
     * GRPCRouteRule.
     *
     * @param matches empty: every call
     * @param filters those of an HTTPRoute that are filters of a GRPCRoute too. Source: GRPCRouteFilter
     * @param sessionPersistence null: none given
     * @param unsupported paths of fields that are set and not served, relative to the rule
     */
    public record Rule(
            @Nullable String name,
            List<Match> matches,
            List<HttpRouteFilter> filters,
            List<RouteBackendRef> backendRefs,
            @Nullable SessionPersistence sessionPersistence,
            List<String> unsupported) {

        public Rule {
            matches = List.copyOf(matches);
            filters = List.copyOf(filters);
            backendRefs = List.copyOf(backendRefs);
            unsupported = List.copyOf(unsupported);
        }
    }

    /**
     * GRPCRouteMatch.
     *
     * @param method null: every call
     */
    public record Match(@Nullable MethodMatch method, List<HttpRoute.ValueMatch> headers) {

        public Match {
            headers = List.copyOf(headers);
        }
    }

    /**
     * GRPCMethodMatch.
     *
     * @param type {@code Exact} or {@code RegularExpression}, for both
     * @param service null or empty: every service
     * @param method null or empty: every method
     */
    public record MethodMatch(
            String type, @Nullable String service, @Nullable String method) {}

    @Override
    public Stream<BackendName> backends() {
        return spec.rules().stream()
                .flatMap(rule -> RouteBackendRef.backends(name().namespace(), rule.filters(), rule.backendRefs()));
    }

    @Override
    public List<ParentRef> parentRefs() {
        return spec.parentRefs();
    }

    @Override
    public List<String> hostnames() {
        return spec.hostnames();
    }

    @Override
    public Kind<Route> kind() {
        return Kinds.GRPC_ROUTE;
    }
}
