package dev.sluice.infrastructure;

import dev.sluice.config.listener.PortId;
import dev.sluice.graph.gateway.ServiceWish;
import dev.sluice.resource.Gateway;
import java.util.Map;
import java.util.SortedMap;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The Service of a Gateway. */
final class ServiceTree {

    private ServiceTree() {}

    /**
     * The Service as it shall be: without a selector, because the shared pods are in another namespace.
     *
     * @param ports from the Gateway's to the pods'; at least one
     */
    static ObjectNode of(Gateway gateway, ServiceWish wish, SortedMap<PortId, Integer> ports) {
        var service = JsonNodeFactory.instance.objectNode();
        service.put("apiVersion", "v1").put("kind", "Service");
        service.set("metadata", Mark.metadata(gateway, wish.name(), Map.of()));
        var spec = service.putObject("spec");
        spec.put("type", wish.type().word());
        if (wish.loadBalancerIp() != null) {
            spec.put("loadBalancerIP", wish.loadBalancerIp());
        }
        if (wish.clusterIp() != null) {
            spec.put("clusterIP", wish.clusterIp());
        }
        var list = spec.putArray("ports");
        ports.forEach((port, target) -> list.addObject()
                .put("name", portName(port))
                .put("port", port.port())
                .put("protocol", port.protocol().name())
                .put("targetPort", target));
        return service;
    }

    /** The same for a Gateway that has pods of its own: Kubernetes finds them. */
    static ObjectNode selecting(Gateway gateway, ServiceWish wish, SortedMap<PortId, Integer> ports) {
        var service = of(gateway, wish, ports);
        service.withObject("/spec").set("selector", DeploymentTree.selector(gateway));
        return service;
    }

    /** TCP and UDP may have a number each, and names are unique. */
    static String portName(PortId port) {
        return switch (port.protocol()) {
            case TCP -> "port-" + port.port();
            case UDP -> "port-" + port.port() + "-udp";
        };
    }
}
