package dev.sluice.graph.gateway;

import dev.sluice.condition.Condition;
import dev.sluice.condition.GatewayConditions;
import dev.sluice.config.listener.BindAddress;
import dev.sluice.resource.Gateway;
import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * Says on which addresses the ports of a Gateway are bound. Source: GatewaySpec.addresses, and our own annotation.
 *
 * @param listenHost IP address for a Gateway that names none
 * @param privilegedPortOffset added to ports below 1024 that the annotation does not map
 */
public record PortPlan(String listenHost, int privilegedPortOffset) {

    private static final int FIRST_UNPRIVILEGED = 1024;

    /** What holds for one Gateway. */
    public sealed interface Verdict {

        /**
         * Its ports can be bound.
         *
         * @param hosts at least one IP address
         * @param portMap Listener port to the port that is bound
         */
        record Bound(PortPlan plan, List<String> hosts, Map<Integer, Integer> portMap) implements Verdict {

            public Bound {
                hosts = List.copyOf(hosts);
                portMap = Map.copyOf(portMap);
            }

            /** The addresses of one port of the Gateway. */
            public List<BindAddress> addresses(int port) {
                int bound = portMap.getOrDefault(port, plan.unprivileged(port));
                return hosts.stream().map(host -> new BindAddress(host, bound)).toList();
            }
        }

        /** They cannot. */
        record Refused(Condition accepted) implements Verdict {}
    }

    /** Reads the addresses and the annotation of a Gateway. */
    public Verdict of(Gateway gateway) {
        var hosts = new LinkedHashSet<String>();
        for (Gateway.Address address : gateway.spec().addresses()) {
            if (!address.type().equals("IPAddress")) {
                return new Verdict.Refused(GatewayConditions.unsupportedAddressType(address.type()));
            }
            var value = address.value();
            if (value != null && !isAddress(value)) {
                return new Verdict.Refused(GatewayConditions.notAnAddress(value));
            }
            hosts.add(value == null ? listenHost : value);
        }
        var bound = hosts.isEmpty() ? List.of(listenHost) : List.copyOf(hosts);
        return switch (PortMap.of(gateway)) {
            case PortMap.Read read -> new Verdict.Bound(this, bound, read.ports());
            case PortMap.Unreadable unreadable ->
                new Verdict.Refused(GatewayConditions.invalidPortMap(PortMap.ANNOTATION, unreadable.entry()));
        };
    }

    private int unprivileged(int port) {
        return port < FIRST_UNPRIVILEGED ? port + privilegedPortOffset : port;
    }

    private static boolean isAddress(String value) {
        try {
            InetAddress.ofLiteral(value);
            return true;
        } catch (IllegalArgumentException notALiteral) {
            return false;
        }
    }
}
