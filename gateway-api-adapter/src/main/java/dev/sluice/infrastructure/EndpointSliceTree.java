package dev.sluice.infrastructure;

import dev.sluice.config.listener.PortId;
import dev.sluice.graph.gateway.ServicePods;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.ObjectName;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The EndpointSlices of a Gateway's Service: the shared data plane's pods with the ports that the Gateway has there.
 */
final class EndpointSliceTree {

    /** Label by which an EndpointSlice names its Service. */
    static final String SERVICE_NAME = "kubernetes.io/service-name";

    private EndpointSliceTree() {}

    /**
     * The EndpointSlice of one address type as it shall be.
     *
     * @param ports from the Gateway's to the pods'; at least one
     */
    static ObjectNode of(
            Gateway gateway,
            ObjectName service,
            SortedMap<PortId, Integer> ports,
            String addressType,
            ArrayNode endpoints) {
        var name = new ObjectName(service.namespace(), service.name() + "-" + addressType.toLowerCase(Locale.ROOT));
        var slice = JsonNodeFactory.instance.objectNode();
        slice.put("apiVersion", "discovery.k8s.io/v1").put("kind", "EndpointSlice");
        slice.set(
                "metadata",
                Mark.metadata(
                        gateway,
                        name,
                        Map.of(SERVICE_NAME, service.name(), ServicePods.MANAGED_BY, ServicePods.SLUICE)));
        slice.put("addressType", addressType);
        slice.set("endpoints", endpoints);
        var list = slice.putArray("ports");
        ports.forEach((port, target) -> list.addObject()
                .put("name", ServiceTree.portName(port))
                .put("port", target)
                .put("protocol", port.protocol().name()));
        return slice;
    }
}
