package dev.sluice.config.match;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of HTTPRouteRule.matches; a request must meet all parts of it.
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

    public RouteMatch {
        headers = List.copyOf(headers);
        queryParams = List.copyOf(queryParams);
    }
}
