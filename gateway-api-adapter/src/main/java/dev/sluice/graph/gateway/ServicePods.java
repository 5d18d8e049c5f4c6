package dev.sluice.graph.gateway;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.sluice.resource.EndpointSlice;
import dev.sluice.resource.ObjectName;
import java.util.Collection;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What EndpointSlices tell of the pods behind Services.
 *
 * @param selected Services for which Kubernetes itself has found a pod that takes requests
 * @param shared Services that lead to the pods that many Gateways share
 * @param reached those of them with a pod that takes requests
 */
public record ServicePods(Set<ObjectName> selected, Set<ObjectName> shared, Set<ObjectName> reached) {

    /** Label by which an EndpointSlice says who keeps it. */
    public static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";

    /** Value of that label where we do. */
    public static final String SLUICE = "sluice.dev";

    public ServicePods {
        selected = Set.copyOf(selected);
        shared = Set.copyOf(shared);
        reached = Set.copyOf(reached);
    }

    /** Reads all EndpointSlices. */
    public static ServicePods of(Collection<EndpointSlice> slices) {
        return new ServicePods(
                services(slices, it -> !isOurs(it) && isReady(it)),
                services(slices, ServicePods::isOurs),
                services(slices, it -> isOurs(it) && isReady(it)));
    }

    private static Set<ObjectName> services(Collection<EndpointSlice> slices, Predicate<EndpointSlice> wanted) {
        return slices.stream().filter(wanted).map(EndpointSlice::service).collect(toUnmodifiableSet());
    }

    private static boolean isOurs(EndpointSlice slice) {
        return SLUICE.equals(slice.metadata().labels().get(MANAGED_BY));
    }

    private static boolean isReady(EndpointSlice slice) {
        return slice.endpoints().stream().anyMatch(EndpointSlice.Endpoint::ready);
    }
}
