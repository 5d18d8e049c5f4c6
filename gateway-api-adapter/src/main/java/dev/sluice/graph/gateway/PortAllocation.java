package dev.sluice.graph.gateway;

import dev.sluice.config.listener.IpProtocol;
import dev.sluice.config.listener.ParentId;
import dev.sluice.config.listener.PortId;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Service;
import dev.sluice.resource.WatchedObject;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Which port of the data plane's pods belongs to which port of a Gateway. A number is given once, to TCP or to UDP. It
 * is stored in the Gateway's own Service, as
 * the target port, so that every replica reads the same; of two that claim one port the older Gateway has it.
 */
public final class PortAllocation {

    private final Map<PortId, Integer> ports = new LinkedHashMap<>();

    private PortAllocation() {}

    /**
     * Reads the Services.
     *
     * @param gateways those of our classes
     * @param range a target port outside of it is no claim: whoever edits a Service must not reach other sockets of the
     *     data plane
     */
    public static PortAllocation of(Collection<Gateway> gateways, Map<ObjectName, Service> services, PortRange range) {
        var allocation = new PortAllocation();
        var taken = new HashSet<Integer>();
        gateways.stream().sorted(WatchedObject.OLDEST_FIRST).forEach(gateway -> {
            var service = services.get(GatewayServiceName.of(gateway));
            if (service != null && belongs(service, gateway)) {
                allocation.claim(gateway.name(), service.ports(), range, taken);
            }
        });
        return allocation;
    }

    /**
     * Whether a Service was made for this very Gateway, not for one that had its name before. One that nobody owns any
     * more, as after a restore or a deletion that orphans, belongs to the Gateway that its labels name.
     */
    static boolean belongs(Service service, Gateway gateway) {
        var uid = gateway.metadata().uid();
        var owners = service.standing().owners();
        return !uid.isEmpty()
                && (owners.contains(uid)
                        || (owners.isEmpty()
                                && GatewayLabels.areOf(service.metadata().labels(), gateway)));
    }

    /** The port of the pods for a port of a Gateway; empty where it has none yet. */
    public OptionalInt of(PortId socket) {
        var port = ports.get(socket);
        return port == null ? OptionalInt.empty() : OptionalInt.of(port);
    }

    /** Whether some port of a Gateway has this port of the pods. */
    public boolean holds(int port) {
        return ports.containsValue(port);
    }

    private void claim(ObjectName gateway, List<Service.Port> claims, PortRange range, Set<Integer> taken) {
        var parent = new ParentId(ParentId.Kind.GATEWAY, gateway.namespace(), gateway.name());
        var wanted = new TreeMap<PortId, String>();
        claims.forEach(claim -> protocol(claim)
                .ifPresent(protocol -> wanted.put(new PortId(parent, protocol, claim.port()), claim.targetPort())));
        wanted.forEach((port, target) -> {
            var number = number(target);
            if (number.isPresent() && range.contains(number.getAsInt()) && taken.add(number.getAsInt())) {
                ports.put(port, number.getAsInt());
            }
        });
    }

    private static Optional<IpProtocol> protocol(Service.Port port) {
        return Stream.of(IpProtocol.values())
                .filter(protocol -> protocol.name().equals(port.protocol()))
                .findFirst();
    }

    /** A target port as a number; empty for the name of a port. */
    public static OptionalInt number(String targetPort) {
        try {
            return OptionalInt.of(Integer.parseInt(targetPort));
        } catch (NumberFormatException aName) {
            return OptionalInt.empty();
        }
    }
}
