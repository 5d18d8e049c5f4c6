package dev.sluice.graph.gateway;

import dev.sluice.condition.Condition;
import dev.sluice.condition.GatewayConditions;
import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.PortId;
import dev.sluice.graph.gateway.Provision.Pods;
import dev.sluice.graph.parameters.Parameters;
import dev.sluice.graph.parameters.Parameters.Mode;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Service;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * In a cluster, every port of a Gateway has a port of the pods that serve it, to which the Gateway's own Service leads.
 *
 * @param listenHost IP address that pods listen on
 * @param allocation which port of the pods it is
 * @param services all of them
 * @param pods what is behind them
 * @param share which Gateways this process serves
 */
public record ServicePorts(
        String listenHost, PortAllocation allocation, Map<ObjectName, Service> services, ServicePods pods, Share share)
        implements PortPlan {

    @Override
    public Verdict of(Gateway gateway, Parameters parameters) {
        boolean dedicated = isDedicated(gateway, parameters);
        var refusal = refusal(gateway, dedicated);
        if (refusal.isPresent()) {
            return new Verdict.Refused(refusal.get());
        }
        var wish = ServiceWish.of(gateway, parameters);
        var addresses = new ServiceAddresses(gateway, wish).in(services.get(wish.name()));
        var behind = dedicated
                ? new Pods.Own(parameters.pods(), pods.isSelected(wish.name()))
                : new Pods.Shared(pods.isReached(wish.name()));
        return new Verdict.Bound(
                this::addresses,
                new Provision.ByService(wish, addresses, behind, isHere(gateway, wish, dedicated)),
                List.of());
    }

    /** A pod that was made for a Gateway need not ask: it may not even be able to read what its class says. */
    private boolean isDedicated(Gateway gateway, Parameters parameters) {
        return parameters.mode() == Mode.DEDICATED
                || (share instanceof Share.One(ObjectName own) && own.equals(gateway.name()));
    }

    /** Shared pods go on for a Gateway that gets its own, for as long as its Service still leads to them. */
    private boolean isHere(Gateway gateway, ServiceWish wish, boolean dedicated) {
        return switch (share) {
            case Share.Common _ -> !dedicated || pods.isShared(wish.name());
            case Share.One(ObjectName own) -> own.equals(gateway.name());
        };
    }

    private Optional<Condition> refusal(Gateway gateway, boolean dedicated) {
        if (dedicated && share instanceof Share.Common(boolean allowed) && !allowed) {
            return Optional.of(GatewayConditions.dedicatedIsOff());
        }
        return gateway.spec().addresses().stream()
                .flatMap(address -> refusal(address).stream())
                .findFirst();
    }

    private static Optional<Condition> refusal(Gateway.Address address) {
        boolean ip = address.type().equals("IPAddress");
        if (!ip && !address.type().equals("Hostname")) {
            return Optional.of(GatewayConditions.addressTypeOfNoService(address.type()));
        }
        return address.routability().isEmpty() || (ip && ServiceWish.isCluster(address))
                ? Optional.empty()
                : Optional.of(GatewayConditions.unsupportedRoutability(address.type(), address.routability()));
    }

    private List<BindAddress> addresses(PortId port) {
        var allocated = allocation.of(port);
        return allocated.isPresent() ? List.of(new BindAddress(listenHost, allocated.getAsInt())) : List.of();
    }
}
