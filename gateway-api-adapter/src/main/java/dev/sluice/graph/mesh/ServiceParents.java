package dev.sluice.graph.mesh;

import dev.sluice.condition.RouteConditions;
import dev.sluice.config.listener.ParentId;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.mesh.FailureMode;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.ParentRef;
import dev.sluice.resource.Service;
import dev.sluice.text.LogLine;
import java.util.Map;
import java.util.Optional;

/**
 * Services as parents of routes: those with a ClusterIP, with or without a selector. Source: GEP-1294, "Allowed service
 * types".
 */
public final class ServiceParents {

    /** Of a Service: what becomes of its traffic while no agent serves it, {@code open} or {@code closed}. */
    static final String FAILURE_MODE = "sluice.dev/mesh-failure-mode";

    private static final String TCP = "TCP";

    private final Map<ObjectName, Service> services;
    private final MeshSettings settings;
    private final boolean here;

    /**
     * Those of one state.
     *
     * @param here whether this process serves them
     */
    public ServiceParents(Map<ObjectName, Service> services, MeshSettings settings, boolean here) {
        this.services = services;
        this.settings = settings;
        this.here = here;
    }

    /** Whether a parentRef is ours, because it names a Service, there or not, and there is a mesh. */
    public boolean isOurs(ParentRef ref) {
        return settings.served() && ref.namesService();
    }

    /** What a Service is as a parent. */
    public ServiceVerdict of(ObjectName name) {
        var service = services.get(name);
        if (service == null) {
            return new ServiceVerdict.Refused(RouteConditions.serviceNotFound(name.toString()));
        }
        if (service.externalName() != null) {
            return new ServiceVerdict.Refused(RouteConditions.externalNameParent(name.toString()));
        }
        if (service.standing().clusterIps().isEmpty()) {
            return new ServiceVerdict.Refused(RouteConditions.noClusterIp(name.toString()));
        }
        var wish = service.metadata().annotations().get(FAILURE_MODE);
        var mode = wish == null ? Optional.of(settings.failureMode()) : mode(wish);
        // What was meant to be refused must not go past the routes because a word is miswritten.
        var ports = service.ports().stream()
                .filter(port -> port.protocol().equals(TCP))
                .map(port -> port(service, port, mode.orElse(FailureMode.CLOSED)))
                .toList();
        return new ServiceVerdict.Usable(ports, mode.isPresent() || wish == null ? "" : LogLine.of(wish));
    }

    private ServicePort port(Service service, Service.Port port, FailureMode mode) {
        var name = service.name();
        var parent = new ParentId(ParentId.Kind.SERVICE, name.namespace(), name.name());
        return new ServicePort(
                new PortId(parent, port.port()), port.name(), service.standing().clusterIps(), mode, here);
    }

    private static Optional<FailureMode> mode(String wish) {
        return switch (wish) {
            case "open" -> Optional.of(FailureMode.OPEN);
            case "closed" -> Optional.of(FailureMode.CLOSED);
            default -> Optional.empty();
        };
    }
}
