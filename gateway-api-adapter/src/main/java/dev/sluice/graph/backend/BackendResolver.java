package dev.sluice.graph.backend;

import dev.sluice.condition.BackendFault;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.graph.grant.Grants;
import dev.sluice.resource.BackendTlsPolicy;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.HttpRoute.BackendRef;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Service;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Follows backendRefs to Services. Source: HTTPBackendRef. */
public final class BackendResolver {

    /** Application protocols that a request over plain HTTP/1.1 would not reach. Source: Service appProtocol, GEP-1911. */
    private static final Set<String> UNSERVED_PROTOCOLS =
            Set.of("kubernetes.io/h2c", "kubernetes.io/ws", "kubernetes.io/wss", "https", "grpc");

    private final Map<ObjectName, Service> services;
    private final Collection<BackendTlsPolicy> policies;
    private final Grants grants;
    private final ServiceEndpoints endpoints;
    private final Map<BackendId, BackendVerdict> verdicts = new HashMap<>();

    /**
     * A resolver for one graph, used by one thread; it looks at each port of a Service once.
     *
     * @param serviceNamesByDns whether a Service without EndpointSlices is reached by its name
     */
    public BackendResolver(ClusterState state, Grants grants, boolean serviceNamesByDns) {
        this.services = state.services();
        this.policies = state.backendTlsPolicies().values();
        this.grants = grants;
        this.endpoints = new ServiceEndpoints(state.endpointSlices().values(), serviceNamesByDns);
    }

    /**
     * Follows one reference. Whether it is permitted is judged before whether its object exists, so that a refusal tells
     * nothing about other namespaces.
     *
     * @param referrer the route
     */
    public BackendVerdict resolve(Grants.Referrer referrer, BackendRef ref) {
        if (!ref.group().isEmpty() || !ref.kind().equals("Service")) {
            return unresolved(BackendFault.invalidKind(
                    ref.group().isEmpty() ? ref.kind() : ref.kind() + "." + ref.group(), ref.name()));
        }
        var namespace = ref.namespace();
        var name = new ObjectName(namespace == null ? referrer.namespace() : namespace, ref.name());
        var target = new Grants.Target("", "Service", name.namespace(), name.name());
        if (!grants.permits(referrer, target)) {
            return unresolved(BackendFault.notPermitted(name.toString(), referrer.kind(), referrer.namespace()));
        }
        var port = ref.port();
        return port == null
                ? unresolved(BackendFault.portMissing(name.toString()))
                : verdicts.computeIfAbsent(new BackendId(name.namespace(), name.name(), port), id -> resolve(id, name));
    }

    private BackendVerdict resolve(BackendId id, ObjectName name) {
        int port = id.port();
        var service = services.get(name);
        if (service == null) {
            return unresolved(BackendFault.serviceNotFound(name.toString()));
        }
        var servicePort = port(service, port);
        if (servicePort.isEmpty()) {
            return unresolved(BackendFault.portNotFound(name.toString(), port));
        }
        if (policies.stream().anyMatch(policy -> targets(policy, service, servicePort.get()))) {
            return unresolved(BackendFault.tlsNotServed(name.toString(), port));
        }
        var protocol = unservedProtocol(servicePort.get());
        if (protocol.isPresent()) {
            return unresolved(BackendFault.unsupportedProtocol(name.toString(), port, protocol.get()));
        }
        return new BackendVerdict.Resolved(
                new Backend(id, BackendProtocol.HTTP, endpoints.of(service, servicePort.get()), List.of()));
    }

    /** An ExternalName Service may leave out its ports: every port of the name is meant. */
    private static Optional<Service.Port> port(Service service, int port) {
        if (service.externalName() != null && service.ports().isEmpty()) {
            return Optional.of(new Service.Port("", port, "TCP", Integer.toString(port), null));
        }
        return service.ports().stream()
                .filter(candidate -> candidate.port() == port)
                .findFirst();
    }

    /** Such a port must not be reached in plain text. Source: BackendTLSPolicySpec.targetRefs. */
    private static boolean targets(BackendTlsPolicy policy, Service service, Service.Port port) {
        return policy.name().namespace().equals(service.name().namespace())
                && policy.targetRefs().stream()
                        .anyMatch(ref -> ref.group().isEmpty()
                                && ref.kind().equals("Service")
                                && ref.name().equals(service.name().name())
                                && (ref.sectionName() == null
                                        || ref.sectionName().equals(port.name())));
    }

    private static Optional<String> unservedProtocol(Service.Port port) {
        if (!port.protocol().equals("TCP")) {
            return Optional.of(port.protocol());
        }
        return Optional.ofNullable(port.appProtocol()).filter(UNSERVED_PROTOCOLS::contains);
    }

    private static BackendVerdict unresolved(BackendFault fault) {
        return new BackendVerdict.Unresolved(fault);
    }
}
