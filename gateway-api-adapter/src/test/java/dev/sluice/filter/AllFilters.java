package dev.sluice.filter;

import dev.sluice.filter.access.AccessFilters;
import dev.sluice.hop.ForwardedHeaders;
import dev.sluice.hop.TrustedHeader;
import java.util.List;
import java.util.stream.Stream;

/** The filters that the gateway brings, without an application. */
public final class AllFilters {

    private AllFilters() {}

    /** No proxy is trusted. */
    public static FilterCatalogue catalogue() {
        return new FilterCatalogue(
                Stream.of(AccessFilters.all(new ForwardedHeaders(List.of(), TrustedHeader.X_FORWARDED_FOR)))
                        .<FilterKind<?>>flatMap(List::stream)
                        .toList());
    }
}
