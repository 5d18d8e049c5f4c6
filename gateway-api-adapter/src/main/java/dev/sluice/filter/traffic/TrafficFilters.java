package dev.sluice.filter.traffic;

import dev.sluice.filter.FilterKind;
import dev.sluice.hop.ForwardedHeaders;
import java.util.List;

/** All filters of this package, where no application chooses among them. */
public final class TrafficFilters {

    private TrafficFilters() {}

    /**
     * One of each.
     *
     * @param forwarded says which proxies are trusted to name the client
     */
    public static List<FilterKind<?>> all(ForwardedHeaders forwarded) {
        return List.of(new RateLimit(forwarded), new RequestSize(), new Compression());
    }
}
