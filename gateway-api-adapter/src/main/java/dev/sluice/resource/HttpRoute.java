package dev.sluice.resource;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A route for HTTP requests. Source: HTTPRoute. */
public record HttpRoute(ObjectMeta metadata, Spec spec) implements Route {

    /** HTTPRouteSpec. */
    public record Spec(List<ParentRef> parentRefs, List<String> hostnames, List<Rule> rules) {

        public Spec {
            parentRefs = List.copyOf(parentRefs);
            hostnames = List.copyOf(hostnames);
            rules = List.copyOf(rules);
        }
    }

    /**
     * HTTPRouteRule.
     *
     * @param matches empty: every request
     * @param retry null: none given
     * @param sessionPersistence null: none given
     * @param unsupported paths of fields that are set and not served, relative to the rule, such as
     *     {@code matches[0].cookies}
     */
    public record Rule(
            @Nullable String name,
            List<Match> matches,
            List<HttpRouteFilter> filters,
            List<RouteBackendRef> backendRefs,
            Timeouts timeouts,
            @Nullable Retry retry,
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
     * HTTPRouteMatch.
     *
     * @param path the API server's default is the prefix {@code /}
     * @param method null: every method
     */
    public record Match(
            PathMatch path,
            List<ValueMatch> headers,
            List<ValueMatch> queryParams,
            @Nullable String method) {

        public Match {
            headers = List.copyOf(headers);
            queryParams = List.copyOf(queryParams);
        }
    }

    /**
     * HTTPPathMatch.
     *
     * @param type {@code Exact}, {@code PathPrefix} or {@code RegularExpression}
     */
    public record PathMatch(String type, String value) {}

    /**
     * HTTPHeaderMatch or HTTPQueryParamMatch.
     *
     * @param type {@code Exact} or {@code RegularExpression}
     */
    public record ValueMatch(String type, String name, String value) {}

    /**
     * HTTPRouteTimeouts.
     *
     * @param request null: none given; zero: no limit
     * @param backendRequest likewise; at most {@code request}, unless that is zero
     */
    public record Timeouts(
            @Nullable Duration request, @Nullable Duration backendRequest) {

        /** None is given. */
        public static final Timeouts NONE = new Timeouts(null, null);
    }

    /**
     * HTTPRouteRetry.
     *
     * @param codes 400-599; empty: none given
     * @param attempts beside the first, 0 or more; the default is 1
     * @param backoff null: none given
     */
    public record Retry(
            Set<Integer> codes, int attempts, @Nullable Duration backoff) {

        public Retry {
            codes = Set.copyOf(codes);
        }
    }

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
        return Kinds.HTTP_ROUTE;
    }
}
