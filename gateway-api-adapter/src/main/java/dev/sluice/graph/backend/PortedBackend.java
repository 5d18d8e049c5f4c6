package dev.sluice.graph.backend;

import dev.sluice.resource.BackendName;
import dev.sluice.resource.Service;
import dev.sluice.resource.ServiceImport;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Service or ServiceImport: a backend with ports.
 *
 * @param externalName the name that a Service stands for; null: it has endpoints
 * @param ips addresses that lead to a ServiceImport, for want of EndpointSlices; empty for a Service, whose endpoints
 *     are chosen here
 */
record PortedBackend(
        BackendName name,
        Map<String, String> annotations,
        @Nullable String externalName,
        List<String> ips,
        List<Service.Port> ports) {

    static PortedBackend of(Service service) {
        return new PortedBackend(
                BackendName.ofService(service.name()),
                service.metadata().annotations(),
                service.externalName(),
                List.of(),
                service.ports());
    }

    static PortedBackend of(ServiceImport serviceImport) {
        return new PortedBackend(
                new BackendName(serviceImport.kind(), serviceImport.name()),
                serviceImport.metadata().annotations(),
                null,
                serviceImport.ips(),
                serviceImport.ports());
    }
}
