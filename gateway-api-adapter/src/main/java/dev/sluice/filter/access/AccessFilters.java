package dev.sluice.filter.access;

import dev.sluice.filter.FilterKind;
import dev.sluice.hop.ForwardedHeaders;
import dev.sluice.upstream.AddressGuard;
import java.util.List;

/** All filters of this package, where no application chooses among them. */
public final class AccessFilters {

    private AccessFilters() {}

    /**
     * One of each.
     *
     * @param forwarded says which proxies are trusted to name the client
     */
    public static List<FilterKind<?>> all(ForwardedHeaders forwarded) {
        return List.of(new IpAccess(forwarded), new ApiKeyAuth(), new BasicAuth(), new JwtAuth(AddressGuard.NONE));
    }
}
