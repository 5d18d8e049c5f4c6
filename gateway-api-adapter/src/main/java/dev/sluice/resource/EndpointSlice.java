package dev.sluice.resource;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Endpoints of a Service or ServiceImport. Source: discovery.k8s.io/v1 EndpointSlice.
 *
 * @param serviceName of its Service; empty where it has none
 */
public record EndpointSlice(
        ObjectMeta metadata, String serviceName, String addressType, List<Endpoint> endpoints, List<Port> ports)
        implements WatchedObject {

    /** Names the ServiceImport. Source: KEP-1645. */
    private static final String IMPORT_LABEL = "multicluster.kubernetes.io/service-name";

    public EndpointSlice {
        endpoints = List.copyOf(endpoints);
        ports = List.copyOf(ports);
    }

    /** The same with other ports. */
    public EndpointSlice withPorts(List<Port> others) {
        return new EndpointSlice(metadata, serviceName, addressType, endpoints, others);
    }

    /**
     * Endpoint.
     *
     * @param ready true where the object does not say
     * @param serving true where the object does not say
     * @param terminating false where the object does not say
     * @param podUid of the pod behind the addresses; null where the object names none
     * @param nodeName of the node that it is on; null where the object names none
     */
    public record Endpoint(
            List<String> addresses,
            boolean ready,
            boolean serving,
            boolean terminating,
            @Nullable String podUid,
            @Nullable String nodeName) {

        public Endpoint {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * EndpointPort.
     *
     * @param name empty where the only port has none
     * @param protocol {@code TCP}, {@code UDP} or {@code SCTP}
     * @param port null: the Service's target port
     * @param formerNames what it was called before, the newest first: its Service may still have these names
     */
    public record Port(
            String name,
            String protocol,
            @Nullable Integer port,
            @Nullable String appProtocol,
            List<String> formerNames) {

        public Port {
            formerNames = List.copyOf(formerNames);
        }

        /** One that had no other name. */
        public Port(String name, String protocol, @Nullable Integer port, @Nullable String appProtocol) {
            this(name, protocol, port, appProtocol, List.of());
        }

        /** Whether it is the one of this name, which is unique for each protocol. */
        public boolean isNamed(String other, String ofProtocol) {
            return name.equals(other) && protocol.equals(ofProtocol);
        }

        /** The same with other former names. */
        public Port withFormerNames(List<String> names) {
            return new Port(name, protocol, port, appProtocol, names);
        }
    }

    /**
     * What it belongs to: a Service, a ServiceImport, or both where a cluster set makes a Service for each import.
     */
    public Stream<BackendName> backends() {
        return Stream.of(
                        new BackendName(Kinds.SERVICE, named(serviceName)),
                        new BackendName(
                                Kinds.SERVICE_IMPORT, named(metadata.labels().getOrDefault(IMPORT_LABEL, ""))))
                .filter(backend -> !backend.name().name().isEmpty());
    }

    private ObjectName named(String name) {
        return new ObjectName(name().namespace(), name);
    }

    @Override
    public Kind<EndpointSlice> kind() {
        return Kinds.ENDPOINT_SLICE;
    }
}
