package dev.sluice.config.listener;

import dev.sluice.config.filter.RouteFilter;
import java.util.List;

/**
 * What runs for every request of a Listener before a rule is looked for. Source: ListenerFilters, GEP-5224.
 *
 * @param requests {@link RouteFilter.SpringFilter}s and {@link RouteFilter.BuiltIn}s, in the order in which they run;
 *     none where only what the application runs for every Listener does
 */
public record ListenerFilters(List<RouteFilter> requests) {

    public ListenerFilters {
        requests = List.copyOf(requests);
        requests.forEach(ListenerFilters::source);
    }

    /** The objects that they come from, such as {@code SpringFilter shop/who}, in order. */
    public List<String> sources() {
        return requests.stream().map(ListenerFilters::source).toList();
    }

    private static String source(RouteFilter filter) {
        return switch (filter) {
            case RouteFilter.SpringFilter(var call) -> call.source();
            case RouteFilter.BuiltIn(var call) -> call.source();
            case RouteFilter.RequestHeaderModifier _,
                    RouteFilter.ResponseHeaderModifier _,
                    RouteFilter.RequestRedirect _,
                    RouteFilter.UrlRewrite _,
                    RouteFilter.RequestMirror _,
                    RouteFilter.Cors _,
                    RouteFilter.ExternalAuth _ ->
                throw new IllegalArgumentException("not a filter of Listeners: " + filter);
        };
    }
}
