package dev.sluice.graph.gateway;

import dev.sluice.condition.GatewayConditions;
import dev.sluice.graph.gateway.AddressVerdict.Assigned;
import dev.sluice.graph.gateway.AddressVerdict.Complete;
import dev.sluice.graph.gateway.AddressVerdict.Incomplete;
import dev.sluice.graph.parameters.Parameters.ServiceType;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.Gateway.Address;
import dev.sluice.resource.Service;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares the addresses that a Gateway asks for with those that its Service has. A load balancer's addresses are the
 * usual ones; without one, and for routability Cluster, it is those inside the cluster. Source: GatewaySpec.addresses.
 */
record ServiceAddresses(Gateway gateway, ServiceWish wish) {

    /** MaxItems of GatewayStatus.addresses. */
    private static final int MOST = 16;

    /** The verdict while this is the Service by the name that is wished for. */
    AddressVerdict in(@Nullable Service service) {
        var name = wish.name().toString();
        if (service == null) {
            return new Incomplete(List.of(), GatewayConditions.serviceExpected(name));
        }
        if (!PortAllocation.belongs(service, gateway)) {
            return new Incomplete(List.of(), GatewayConditions.serviceOfAnother(name));
        }
        var wanted = gateway.spec().addresses();
        var verdict = wanted.isEmpty() ? any(service) : all(wanted, service);
        var type = wish.type().word();
        return service.type().equals(type)
                ? verdict
                : new Incomplete(verdict.addresses(), GatewayConditions.typeExpected(name, service.type(), type));
    }

    private AddressVerdict any(Service service) {
        var addresses = usual(service).limit(MOST).toList();
        return addresses.isEmpty()
                ? new Incomplete(
                        List.of(),
                        GatewayConditions.addressExpected(
                                "address", wish.name().toString(), wish.type().word()))
                : new Complete(addresses);
    }

    private AddressVerdict all(List<Address> wanted, Service service) {
        var addresses = wanted.stream()
                .flatMap(address -> matching(address, service))
                .distinct()
                .limit(MOST)
                .toList();
        // An address that was named and is not there is reported before one that is only late.
        return wanted.stream()
                .filter(address -> matching(address, service).findAny().isEmpty())
                .min(Comparator.comparing(address -> address.value() == null))
                .<AddressVerdict>map(address -> incomplete(addresses, address))
                .orElseGet(() -> new Complete(addresses));
    }

    private Incomplete incomplete(List<Assigned> addresses, Address missing) {
        var name = wish.name().toString();
        var value = missing.value();
        return new Incomplete(
                addresses,
                value == null
                        ? GatewayConditions.addressExpected(
                                missing.type(), name, wish.type().word())
                        : GatewayConditions.addressRefused(value, name));
    }

    private Stream<Assigned> matching(Address wanted, Service service) {
        var pool = ServiceWish.isCluster(wanted) ? inside(service, wanted.routability()) : usual(service);
        var value = wanted.value();
        return pool.filter(address -> address.type().equals(wanted.type())
                && (value == null || address.value().equals(value)));
    }

    /** What the Service has, whose type may not be the wanted one yet. */
    private static Stream<Assigned> usual(Service service) {
        return service.type().equals(ServiceType.LOAD_BALANCER.word())
                ? service.standing().ingress().stream().map(it -> new Assigned(it.type(), it.value(), ""))
                : inside(service, "");
    }

    private static Stream<Assigned> inside(Service service, String routability) {
        return service.standing().clusterIps().stream().map(ip -> new Assigned("IPAddress", ip, routability));
    }
}
