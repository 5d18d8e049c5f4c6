package dev.sluice.infrastructure;

import dev.sluice.config.listener.PortId;
import dev.sluice.graph.gateway.ServiceWish;
import dev.sluice.graph.parameters.ServiceOptions;
import dev.sluice.resource.Gateway;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
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
        options(service, wish.options());
        var list = spec.putArray("ports");
        ports.forEach((port, target) -> list.addObject()
                .put("name", portName(port))
                .put("port", port.port())
                .put("protocol", port.protocol().name())
                .put("targetPort", target));
        return service;
    }

    private static void options(ObjectNode service, ServiceOptions options) {
        var spec = service.withObject("/spec");
        text(spec, "loadBalancerClass", options.loadBalancerClass());
        text(spec, "externalTrafficPolicy", options.externalTrafficPolicy());
        list(spec, "loadBalancerSourceRanges", options.loadBalancerSourceRanges());
        text(spec, "ipFamilyPolicy", options.ipFamilyPolicy());
        list(spec, "ipFamilies", options.ipFamilies());
        var removable = Mark.REMOVABLE_FIELDS.stream().filter(spec::has).toList();
        if (!removable.isEmpty()) {
            service.withObject("/metadata/annotations").put(Mark.SERVICE_FIELDS, String.join(",", removable));
        }
    }

    private static void text(ObjectNode spec, String field, @Nullable String value) {
        if (value != null) {
            spec.put(field, value);
        }
    }

    private static void list(ObjectNode spec, String field, List<String> values) {
        if (!values.isEmpty()) {
            values.forEach(spec.putArray(field)::add);
        }
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
