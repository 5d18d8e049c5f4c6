package dev.sluice.resource;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * TCPRouteRule, TLSRouteRule or UDPRouteRule, which are alike.
 *
 * @param name null: none given
 * @param backendRefs none of them has filters
 */
public record StreamRule(@Nullable String name, List<RouteBackendRef> backendRefs) {

    public StreamRule {
        backendRefs = List.copyOf(backendRefs);
    }

    /**
     * Every Service and XBackend that rules name, there or not; one may come several times.
     *
     * @param own namespace of the route
     */
    static Stream<BackendName> backends(String own, List<StreamRule> rules) {
        return rules.stream().flatMap(rule -> RouteBackendRef.backends(own, List.of(), rule.backendRefs()));
    }
}
