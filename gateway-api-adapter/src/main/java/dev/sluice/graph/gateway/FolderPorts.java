package dev.sluice.graph.gateway;

import dev.sluice.condition.GatewayConditions;
import dev.sluice.config.listener.BindAddress;
import dev.sluice.graph.parameters.Parameters;
import dev.sluice.resource.Gateway;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * In a folder, Gateways are bound to addresses of this machine. Source: GatewaySpec.addresses, and our own annotation.
 *
 * @param listenHost IP address for a Gateway that names none
 * @param privilegedPortOffset added to ports below 1024 that the annotation does not map
 */
public record FolderPorts(String listenHost, int privilegedPortOffset) implements PortPlan {

    private static final int FIRST_UNPRIVILEGED = 1024;

    /** Reads the addresses and the annotation of a Gateway; parameters have no effect. */
    @Override
    public Verdict of(Gateway gateway, Parameters parameters) {
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
            case PortMap.Read read ->
                new Verdict.Bound(
                        port -> addresses(bound, read.ports(), port.port()),
                        new Provision.OwnSockets(),
                        routabilities(gateway.spec().addresses()));
            case PortMap.Unreadable unreadable ->
                new Verdict.Refused(GatewayConditions.invalidPortMap(PortMap.ANNOTATION, unreadable.entry()));
        };
    }

    private List<BindAddress> addresses(List<String> hosts, Map<Integer, Integer> portMap, int port) {
        int bound = portMap.getOrDefault(port, unprivileged(port));
        return hosts.stream().map(host -> new BindAddress(host, bound)).toList();
    }

    private int unprivileged(int port) {
        return port < FIRST_UNPRIVILEGED ? port + privilegedPortOffset : port;
    }

    private static List<String> routabilities(List<Gateway.Address> addresses) {
        var paths = new ArrayList<String>();
        for (int index = 0; index < addresses.size(); index++) {
            if (!addresses.get(index).routability().isEmpty()) {
                paths.add("spec.addresses[" + index + "].routability");
            }
        }
        return paths;
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
