package dev.sluice.resource;

import java.util.List;

/**
 * A Service of several clusters, as the controller of a cluster set makes it in each of them. Source:
 * multicluster.x-k8s.io/v1alpha1 ServiceImport, KEP-1645.
 *
 * @param ips addresses that lead to its endpoints; empty for type Headless
 * @param ports their endpoints are those of EndpointSlices, so each has itself as its target port
 */
public record ServiceImport(ObjectMeta metadata, List<String> ips, List<Service.Port> ports) implements WatchedObject {

    public ServiceImport {
        ips = List.copyOf(ips);
        ports = List.copyOf(ports);
    }

    @Override
    public Kind<ServiceImport> kind() {
        return Kinds.SERVICE_IMPORT;
    }
}
