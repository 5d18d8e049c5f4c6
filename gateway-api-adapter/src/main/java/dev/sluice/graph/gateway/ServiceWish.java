package dev.sluice.graph.gateway;

import dev.sluice.graph.parameters.Parameters;
import dev.sluice.graph.parameters.Parameters.ServiceType;
import dev.sluice.graph.parameters.ServiceOptions;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.Gateway.Address;
import dev.sluice.resource.ObjectName;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The Service that a Gateway shall have. Source: GEP-1762.
 *
 * @param loadBalancerIp the address to ask the load balancer for; null: any
 * @param clusterIp the address inside the cluster; null: any
 * @param options those that fit the type
 */
public record ServiceWish(
        ObjectName name,
        ServiceType type,
        @Nullable String loadBalancerIp,
        @Nullable String clusterIp,
        ServiceOptions options) {

    /** Whose only addresses are reachable from within the cluster needs no load balancer. */
    static ServiceWish of(Gateway gateway, Parameters parameters) {
        var addresses = gateway.spec().addresses();
        boolean inside = !addresses.isEmpty() && addresses.stream().allMatch(ServiceWish::isCluster);
        var type = inside ? ServiceType.CLUSTER_IP : parameters.serviceType();
        boolean balanced = type == ServiceType.LOAD_BALANCER;
        return new ServiceWish(
                GatewayServiceName.of(gateway),
                type,
                balanced ? firstIp(addresses, false) : null,
                balanced ? firstIp(addresses, true) : firstIp(addresses),
                parameters.serviceOptions().of(type));
    }

    static boolean isCluster(Address address) {
        return address.routability().equals("Cluster");
    }

    private static @Nullable String firstIp(List<Address> addresses, boolean cluster) {
        return firstIp(addresses.stream()
                .filter(address -> isCluster(address) == cluster)
                .toList());
    }

    /** A Service can ask for one; that it has no other is told by the addresses' verdict. */
    private static @Nullable String firstIp(List<Address> addresses) {
        return addresses.stream()
                .filter(address -> address.type().equals("IPAddress"))
                .map(Address::value)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
