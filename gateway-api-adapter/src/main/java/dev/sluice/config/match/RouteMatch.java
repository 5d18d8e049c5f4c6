package dev.sluice.config.match;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of HTTPRouteRule.matches or GRPCRouteRule.matches; a request must meet all parts of it.
 *
 * @param headers empty: no condition
 * @param queryParams empty: no condition
 * @param method upper case, such as {@code GET}; null: every method
 */
public record RouteMatch(
        PathMatch path,
        List<HeaderMatch> headers,
        List<QueryParamMatch> queryParams,
        @Nullable String method) {

    /** What a rule without matches means: every request. */
    public static final RouteMatch EVERYTHING = new RouteMatch(new PathMatch.Prefix("/"), List.of(), List.of(), null);

    /** What a rule without matches means for a GRPCRoute: every call. */
    public static final RouteMatch EVERY_CALL = ofCall(PathMatch.Rpc.ANY, List.of());

    public RouteMatch {
        headers = List.copyOf(headers);
        queryParams = List.copyOf(queryParams);
    }

    /** A gRPC call, which is a POST. */
    public static RouteMatch ofCall(PathMatch.Rpc path, List<HeaderMatch> headers) {
        return new RouteMatch(path, headers, List.of(), "POST");
    }
}
