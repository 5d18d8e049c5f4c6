package dev.sluice.resource;

import java.util.List;
import java.util.stream.Stream;

/**
 * HTTPBackendRef, GRPCBackendRef or, without filters, BackendRef.
 *
 * @param weight 0-1000000
 * @param filters applied only for this backend
 */
public record RouteBackendRef(BackendObjectReference object, int weight, List<HttpRouteFilter> filters) {

    public RouteBackendRef {
        filters = List.copyOf(filters);
    }

    /**
     * Every Service, XBackend and ServiceImport that the backendRefs, mirrors and authorizers of a rule name, there or
     * not; one may come several times.
     *
     * @param own namespace of the route
     */
    static Stream<BackendName> backends(String own, List<HttpRouteFilter> filters, List<RouteBackendRef> backendRefs) {
        var all = Stream.concat(filters.stream(), backendRefs.stream().flatMap(ref -> ref.filters().stream()));
        return Stream.concat(
                        backendRefs.stream().map(RouteBackendRef::object), all.flatMap(RouteBackendRef::backendRef))
                .flatMap(ref -> backend(own, ref));
    }

    private static Stream<BackendObjectReference> backendRef(HttpRouteFilter filter) {
        return switch (filter) {
            case HttpRouteFilter.RequestMirror mirror -> Stream.of(mirror.backendRef());
            case HttpRouteFilter.ExternalAuth auth -> Stream.of(auth.backendRef());
            case HttpRouteFilter.RequestHeaderModifier _,
                    HttpRouteFilter.ResponseHeaderModifier _,
                    HttpRouteFilter.RequestRedirect _,
                    HttpRouteFilter.UrlRewrite _,
                    HttpRouteFilter.Cors _,
                    HttpRouteFilter.ExtensionRef _,
                    HttpRouteFilter.NotServed _ -> Stream.empty();
        };
    }

    /** What a reference names; nothing where it is of a kind that cannot be a backend. */
    static Stream<BackendName> backend(String own, BackendObjectReference ref) {
        return Kinds.BACKENDS.stream()
                .filter(kind -> kind.isNamedBy(ref.group(), ref.kind()))
                .map(kind -> new BackendName(kind, ref.nameFrom(own)));
    }
}
