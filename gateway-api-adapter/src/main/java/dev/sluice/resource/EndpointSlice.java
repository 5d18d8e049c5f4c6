package dev.sluice.resource;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Endpoints of a Service. Source: discovery.k8s.io/v1 EndpointSlice. */
public record EndpointSlice(
        ObjectMeta metadata, String serviceName, String addressType, List<Endpoint> endpoints, List<Port> ports)
        implements WatchedObject {

    public EndpointSlice {
        endpoints = List.copyOf(endpoints);
        ports = List.copyOf(ports);
    }

    /**
     * Endpoint.
     *
     * @param ready true where the object does not say
     * @param serving true where the object does not say
     * @param terminating false where the object does not say
     * @param podUid of the pod behind the addresses; null where the object names none
     */
    public record Endpoint(
            List<String> addresses,
            boolean ready,
            boolean serving,
            boolean terminating,
            @Nullable String podUid) {

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
     */
    public record Port(
            String name,
            String protocol,
            @Nullable Integer port,
            @Nullable String appProtocol) {}

    /** The Service that it belongs to. */
    public ObjectName service() {
        return new ObjectName(name().namespace(), serviceName);
    }

    @Override
    public Kind<EndpointSlice> kind() {
        return Kinds.ENDPOINT_SLICE;
    }
}
