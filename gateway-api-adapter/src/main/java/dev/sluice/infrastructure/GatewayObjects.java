package dev.sluice.infrastructure;

import dev.sluice.graph.Graph;
import dev.sluice.graph.gateway.GatewayNode;
import dev.sluice.graph.gateway.Provision;
import dev.sluice.resource.Gateway;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * The objects that a Gateway shall have, in its own namespace.
 *
 * @param endpointSlices one for each address type of the data plane; none while nothing is known of its pods, and then
 *     those that are there stay
 */
public record GatewayObjects(Gateway gateway, ObjectNode service, List<ObjectNode> endpointSlices) {

    public GatewayObjects {
        endpointSlices = List.copyOf(endpointSlices);
    }

    /** What every Gateway shall have that can be reached at all; what others have stays as it is. */
    public static List<GatewayObjects> of(Graph graph, ContainerPorts ports, DataPlaneEndpoints endpoints) {
        var all = new ArrayList<GatewayObjects>();
        for (GatewayNode node : graph.gateways()) {
            var own = ports.of(node);
            if (node.provision() instanceof Provision.ByService byService && !own.isEmpty()) {
                var gateway = node.resource();
                var wish = byService.service();
                var slices = new ArrayList<ObjectNode>();
                endpoints
                        .byAddressType()
                        .forEach((type, list) ->
                                slices.add(EndpointSliceTree.of(gateway, wish.name(), own, type, list)));
                all.add(new GatewayObjects(gateway, ServiceTree.of(gateway, wish, own), slices));
            }
        }
        return List.copyOf(all);
    }
}
