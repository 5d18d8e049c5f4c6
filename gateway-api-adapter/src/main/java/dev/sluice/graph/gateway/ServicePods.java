package dev.sluice.graph.gateway;

import dev.sluice.resource.BackendName;
import dev.sluice.resource.EndpointSlice;
import dev.sluice.resource.ObjectName;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What EndpointSlices tell of the pods behind Services.
 *
 * @param slices those of each Service
 */
public record ServicePods(Map<BackendName, List<EndpointSlice>> slices) {

    /** Label by which an EndpointSlice says who keeps it. */
    public static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";

    /** Value of that label where we do. */
    public static final String SLUICE = "sluice.dev";

    /** Whether Kubernetes itself has found a pod behind a Service that takes requests. */
    boolean isSelected(ObjectName service) {
        return of(service).anyMatch(slice -> !isOurs(slice) && isReady(slice));
    }

    /** Whether a Service leads to the pods that many Gateways share. */
    boolean isShared(ObjectName service) {
        return of(service).anyMatch(ServicePods::isOurs);
    }

    /** Whether one of these takes requests. */
    boolean isReached(ObjectName service) {
        return of(service).anyMatch(slice -> isOurs(slice) && isReady(slice));
    }

    private Stream<EndpointSlice> of(ObjectName service) {
        return slices.getOrDefault(BackendName.ofService(service), List.of()).stream();
    }

    private static boolean isOurs(EndpointSlice slice) {
        return SLUICE.equals(slice.metadata().labels().get(MANAGED_BY));
    }

    private static boolean isReady(EndpointSlice slice) {
        return slice.endpoints().stream().anyMatch(EndpointSlice.Endpoint::ready);
    }
}
