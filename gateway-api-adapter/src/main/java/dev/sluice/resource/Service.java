package dev.sluice.resource;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A Service. Source: core/v1 Service. */
public record Service(
        ObjectMeta metadata,
        String type,
        @Nullable String externalName,
        boolean headless,
        List<Port> ports,
        Map<String, String> selector,
        Standing standing)
        implements WatchedObject {

    public Service {
        ports = List.copyOf(ports);
        selector = Map.copyOf(selector);
    }

    /** The same with other ports. */
    public Service withPorts(List<Port> others) {
        return new Service(metadata, type, externalName, headless, others, selector, standing);
    }

    /**
     * ServicePort.
     *
     * @param name empty where the only port has none
     * @param targetPort number or name; the port itself where none is given
     * @param appProtocol null: none given
     * @param formerNames what it was called before, the newest first: its EndpointSlices may still have these names
     */
    public record Port(
            String name,
            int port,
            String protocol,
            String targetPort,
            @Nullable String appProtocol,
            List<String> formerNames) {

        public Port {
            formerNames = List.copyOf(formerNames);
        }

        /** One that had no other name. */
        public Port(String name, int port, String protocol, String targetPort, @Nullable String appProtocol) {
            this(name, port, protocol, targetPort, appProtocol, List.of());
        }

        /** Whether it is the one of this name, which is unique for each protocol. */
        public boolean isNamed(String other, String ofProtocol) {
            return name.equals(other) && protocol.equals(ofProtocol);
        }

        /** The same with other former names. */
        public Port withFormerNames(List<String> names) {
            return new Port(name, port, protocol, targetPort, appProtocol, names);
        }
    }

    /**
     * Whose it is, and where the cluster has made it reachable.
     *
     * @param owners uid of every object in {@code metadata.ownerReferences}
     * @param clusterIps addresses inside the cluster; empty where there is none, or none yet
     * @param ingress addresses of its load balancer; empty where there is none, or none yet
     */
    public record Standing(Set<String> owners, List<String> clusterIps, List<Ingress> ingress) {

        /** Nobody's, and reachable nowhere. */
        public static final Standing NONE = new Standing(Set.of(), List.of(), List.of());

        public Standing {
            owners = Set.copyOf(owners);
            clusterIps = List.copyOf(clusterIps);
            ingress = List.copyOf(ingress);
        }
    }

    /**
     * LoadBalancerIngress: one address.
     *
     * @param type {@code IPAddress} or {@code Hostname}
     */
    public record Ingress(String type, String value) {}

    @Override
    public Kind<Service> kind() {
        return Kinds.SERVICE;
    }
}
