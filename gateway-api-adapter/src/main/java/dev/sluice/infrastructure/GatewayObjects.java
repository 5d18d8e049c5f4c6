package dev.sluice.infrastructure;

import dev.sluice.config.listener.PortId;
import dev.sluice.graph.Graph;
import dev.sluice.graph.gateway.GatewayNode;
import dev.sluice.graph.gateway.Provision.ByService;
import dev.sluice.graph.gateway.Provision.Pods;
import dev.sluice.resource.Gateway;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * The objects that a Gateway shall have, in its own namespace.
 *
 * @param others in the order in which they need each other. Of the shared pods, EndpointSlices, one for each address
 *     type; none while nothing is known of these pods, and then those that are there stay
 */
public record GatewayObjects(Gateway gateway, ObjectNode service, List<ObjectNode> others) {

    public GatewayObjects {
        others = List.copyOf(others);
    }

    /**
     * What every Gateway shall have that can be reached at all; what others have stays as it is.
     *
     * @param controllerName ours
     */
    public static List<GatewayObjects> of(
            Graph graph, ContainerPorts ports, PodsOfGateways pods, String controllerName) {
        var all = new ArrayList<GatewayObjects>();
        for (GatewayNode node : graph.gateways()) {
            var own = ports.of(node);
            if (node.provision() instanceof ByService byService && !own.isEmpty()) {
                of(node.resource(), byService, own, pods).ifPresent(all::add);
            }
        }
        all.forEach(objects -> objects.sign(controllerName));
        return List.copyOf(all);
    }

    /** In the order in which they need each other. */
    public Stream<ObjectNode> all() {
        return Stream.concat(Stream.of(service), others.stream());
    }

    private void sign(String controllerName) {
        Mark.sign(service, controllerName);
        others.forEach(object -> Mark.sign(object, controllerName));
    }

    private static Optional<GatewayObjects> of(
            Gateway gateway, ByService provision, SortedMap<PortId, Integer> ports, PodsOfGateways pods) {
        var wish = provision.service();
        return switch (provision.pods()) {
            case Pods.Shared _ ->
                Optional.of(new GatewayObjects(
                        gateway,
                        ServiceTree.of(gateway, wish, ports),
                        endpointSlices(gateway, provision, ports, pods.shared())));
            case Pods.Own own ->
                pods.dedicated().map(dedicated -> {
                    var others = new ArrayList<>(dedicated.of(gateway, wish.name(), own));
                    if (provision.here() && !own.ready()) {
                        // Requests still come to the shared pods, which may change meanwhile.
                        others.addAll(endpointSlices(gateway, provision, ports, pods.shared()));
                    }
                    return new GatewayObjects(gateway, ServiceTree.selecting(gateway, wish, ports), others);
                });
        };
    }

    private static List<ObjectNode> endpointSlices(
            Gateway gateway, ByService provision, SortedMap<PortId, Integer> ports, DataPlaneEndpoints shared) {
        var slices = new ArrayList<ObjectNode>();
        shared.byAddressType()
                .forEach((type, endpoints) -> slices.add(
                        EndpointSliceTree.of(gateway, provision.service().name(), ports, type, endpoints)));
        return slices;
    }
}
