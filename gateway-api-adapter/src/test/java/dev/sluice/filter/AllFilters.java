package dev.sluice.filter;

import dev.sluice.filter.access.AccessFilters;
import dev.sluice.filter.traffic.TrafficFilters;
import dev.sluice.hop.ForwardedHeaders;
import dev.sluice.hop.TrustedHeader;
import java.util.List;
import java.util.stream.Stream;

/** The filters that the gateway brings, without an application. */
public final class AllFilters {

    private AllFilters() {}

    /** No proxy is trusted. */
    public static FilterCatalogue catalogue() {
        var forwarded = new ForwardedHeaders(List.of(), TrustedHeader.X_FORWARDED_FOR);
        return new FilterCatalogue(Stream.of(AccessFilters.all(forwarded), TrafficFilters.all(forwarded))
                .<FilterKind<?>>flatMap(List::stream)
                .toList());
    }
}
