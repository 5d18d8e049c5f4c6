package dev.sluice.infrastructure;

import static java.util.stream.Collectors.toCollection;

import dev.sluice.config.listener.PortId;
import dev.sluice.graph.Graph;
import dev.sluice.graph.gateway.GatewayNode;
import dev.sluice.graph.gateway.ListenerNode;
import dev.sluice.graph.gateway.PortAllocation;
import dev.sluice.graph.gateway.PortRange;
import dev.sluice.graph.gateway.Provision;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.Service;
import dev.sluice.resource.WatchedObject;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Which port of the data plane's pods every port of a Gateway shall have.
 *
 * @param ports those that have one; a socket that got none, because the range is used up, is left out
 */
public record ContainerPorts(Map<PortId, Integer> ports) {

    /** Nothing was given yet. */
    public static final ContainerPorts NONE = new ContainerPorts(Map.of());

    private static final Comparator<GatewayNode> OLDEST_FIRST =
            Comparator.comparing(GatewayNode::resource, WatchedObject.OLDEST_FIRST);

    public ContainerPorts {
        ports = Map.copyOf(ports);
    }

    /**
     * Gives every port of a Gateway what its Service says; what this has given and no Service says yet; or else the
     * lowest port that is free. A port is not free while any Service that we made leads to it, even one that is being
     * deleted: who still calls that Service must not reach another Gateway.
     *
     * @param state of which this is the graph
     */
    public ContainerPorts next(Graph graph, ClusterState state, PortRange range) {
        var ours = graph.gateways().stream().map(GatewayNode::resource).toList();
        var stored = PortAllocation.of(ours, state.all(Kinds.SERVICE), range);
        var sockets = sockets(graph);
        var given = new LinkedHashMap<PortId, Integer>();
        sockets.forEach(socket -> kept(socket, stored).ifPresent(port -> given.put(socket, port)));
        var used = new HashSet<>(given.values());
        used.addAll(targets(state));
        for (PortId socket : sockets) {
            if (!given.containsKey(socket)) {
                lowestFree(range, used).ifPresent(port -> given.put(socket, port));
            }
        }
        return new ContainerPorts(given);
    }

    /** The ports of one Gateway, by its own ports. */
    SortedMap<PortId, Integer> of(GatewayNode gateway) {
        var own = new TreeMap<PortId, Integer>();
        sockets(gateway).forEach(socket -> {
            var port = ports.get(socket);
            if (port != null) {
                own.put(socket, port);
            }
        });
        return own;
    }

    private OptionalInt kept(PortId socket, PortAllocation stored) {
        var known = stored.of(socket);
        var before = ports.get(socket);
        return known.isPresent() || before == null || stored.holds(before) ? known : OptionalInt.of(before);
    }

    private static OptionalInt lowestFree(PortRange range, Set<Integer> used) {
        return IntStream.rangeClosed(range.first(), range.last())
                .filter(used::add)
                .findFirst();
    }

    /** The target ports of every Service that we made, whoever it belongs to. */
    private static Set<Integer> targets(ClusterState state) {
        var targets = new HashSet<Integer>();
        for (Service service : state.all(Kinds.SERVICE).values()) {
            if (Mark.isOn(service.metadata().labels())) {
                service.ports()
                        .forEach(
                                port -> PortAllocation.number(port.targetPort()).ifPresent(targets::add));
            }
        }
        return targets;
    }

    private static List<PortId> sockets(Graph graph) {
        return graph.gateways().stream()
                .sorted(OLDEST_FIRST)
                .flatMap(gateway -> sockets(gateway).stream())
                .toList();
    }

    /**
     * Also those of Listeners that are not served for now, such as for want of a certificate: they shall not lose their
     * place.
     */
    private static Set<PortId> sockets(GatewayNode gateway) {
        return gateway.provision() instanceof Provision.ByService
                ? gateway.allListeners().stream()
                        .filter(ListenerNode::protocolIsServed)
                        .map(ListenerNode::socket)
                        .filter(socket -> socket.port() > 0)
                        .collect(toCollection(LinkedHashSet::new))
                : Set.of();
    }
}
