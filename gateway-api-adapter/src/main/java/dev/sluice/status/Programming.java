package dev.sluice.status;

import dev.sluice.condition.Condition;
import dev.sluice.condition.GatewayConditions;
import dev.sluice.condition.ListenerConditions;
import dev.sluice.condition.ListenerSetConditions;
import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.PortId;
import dev.sluice.graph.gateway.AddressVerdict;
import dev.sluice.graph.gateway.GatewayNode;
import dev.sluice.graph.gateway.ListenerNode;
import dev.sluice.graph.gateway.ListenerSetNode;
import dev.sluice.graph.gateway.Provision;
import dev.sluice.graph.gateway.Provision.Pods;
import dev.sluice.publish.Served;
import dev.sluice.publish.Served.SocketState;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Condition Programmed: what was measured, not what was intended.
 *
 * @param version of the configuration that is judged
 * @param served what the data plane measured last
 */
record Programming(long version, Served served) {

    /** Programmed of a Listener. */
    Condition of(GatewayNode gateway, ListenerNode listener) {
        if (listener.verdict() instanceof ListenerNode.Verdict.NotServed) {
            return listener.conditions().stream()
                    .filter(condition -> condition.type() == Condition.Type.CONFLICTED && condition.holds())
                    .findFirst()
                    .map(ListenerConditions::notProgrammed)
                    .orElseGet(ListenerConditions::notProgrammed);
        }
        return state(gateway, listener.socket())
                .map(state -> switch (state) {
                    case SocketState.Open _ -> ListenerConditions.programmed();
                    case SocketState.Closed(String message) -> ListenerConditions.socketClosed(message);
                    case SocketState.Unopened _ -> ListenerConditions.unopened();
                    case SocketState.Outdated behind -> ListenerConditions.outdated(behind.cause());
                })
                .orElseGet(ListenerConditions::pending);
    }

    /**
     * Programmed of a ListenerSet: true when the sockets of its valid entries are open and its Gateway is programmed.
     */
    Condition of(GatewayNode gateway, ListenerSetNode listenerSet) {
        if (!listenerSet.accepted().holds()) {
            return ListenerSetConditions.notProgrammed(listenerSet.accepted());
        }
        var states = sockets(listenerSet.listeners()).stream()
                .map(socket -> state(gateway, socket))
                .toList();
        var fault = fault(states, ListenerSetConditions::portUnavailable, ListenerSetConditions::outdated);
        if (fault.isPresent()) {
            return fault.get();
        }
        if (states.stream().anyMatch(Programming::isUnopened)) {
            return ListenerSetConditions.unopened();
        }
        if (!isPlaced(listenerSet.listeners()) || !states.stream().allMatch(Optional::isPresent)) {
            return ListenerSetConditions.pending();
        }
        return of(gateway).holds()
                ? ListenerSetConditions.programmed()
                : ListenerSetConditions.parentNotProgrammed(
                        gateway.resource().name().toString());
    }

    /** Programmed of a Gateway: true when the sockets of all its valid Listeners are open and it has its addresses. */
    Condition of(GatewayNode gateway) {
        if (!gateway.accepted().holds()) {
            return GatewayConditions.notProgrammed();
        }
        var states = sockets(gateway.listeners()).stream()
                .map(socket -> state(gateway, socket))
                .toList();
        var fault = fault(states, closed -> closed(gateway, closed), GatewayConditions::outdated);
        if (fault.isPresent()) {
            return fault.get();
        }
        if (states.stream().anyMatch(Programming::isUnopened)) {
            return GatewayConditions.unopened();
        }
        var missing = missing(gateway.provision());
        if (missing.isPresent()) {
            return missing.get();
        }
        return states.stream().allMatch(Optional::isPresent) && isPlaced(gateway.listeners())
                ? GatewayConditions.programmed()
                : GatewayConditions.pending();
    }

    /** What requests to a Gateway still need besides sockets. */
    private static Optional<Condition> missing(Provision provision) {
        if (!(provision instanceof Provision.ByService byService)) {
            return Optional.empty();
        }
        if (byService.addresses() instanceof AddressVerdict.Incomplete incomplete) {
            return Optional.of(incomplete.programmed());
        }
        var service = byService.service().name().toString();
        return switch (byService.pods()) {
            case Pods.Own own when !own.ready() -> Optional.of(GatewayConditions.podsExpected(service));
            case Pods.Shared shared when !shared.ready() -> Optional.of(GatewayConditions.endpointsExpected(service));
            case Pods.Own _, Pods.Shared _ -> Optional.empty();
        };
    }

    private static boolean isUnopened(Optional<SocketState> state) {
        return state.filter(SocketState.Unopened.class::isInstance).isPresent();
    }

    private static boolean isPlaced(List<ListenerNode> listeners) {
        return listeners.stream().noneMatch(listener -> listener.verdict() instanceof ListenerNode.Verdict.Unplaced);
    }

    /** IP addresses on which sockets of a Gateway are open, sorted. */
    List<String> openHosts(GatewayNode gateway) {
        return sockets(gateway.listeners()).stream()
                .flatMap(socket -> state(gateway, socket).stream())
                .flatMap(state -> switch (state) {
                    case SocketState.Open(List<BindAddress> addresses) -> addresses.stream();
                    case SocketState.Closed _, SocketState.Unopened _ -> Stream.<BindAddress>empty();
                    case SocketState.Outdated behind -> behind.addresses().stream();
                })
                .map(BindAddress::host)
                .distinct()
                .sorted()
                .toList();
    }

    private static Condition closed(GatewayNode gateway, String cause) {
        return gateway.resource().spec().addresses().isEmpty()
                ? GatewayConditions.addressNotAssigned(cause)
                : GatewayConditions.addressNotUsable(cause);
    }

    /** What is wrong with the first socket that is not as it must be; empty where there is none. */
    private static Optional<Condition> fault(
            List<Optional<SocketState>> states,
            Function<String, Condition> closed,
            Function<String, Condition> outdated) {
        return states.stream()
                .flatMap(Optional::stream)
                .flatMap(state -> switch (state) {
                    case SocketState.Open _, SocketState.Unopened _ -> Stream.<Condition>empty();
                    case SocketState.Closed(String message) -> Stream.of(closed.apply(message));
                    case SocketState.Outdated behind -> Stream.of(outdated.apply(behind.cause()));
                })
                .findFirst();
    }

    private static List<PortId> sockets(List<ListenerNode> listeners) {
        return listeners.stream()
                .filter(listener -> listener.verdict() instanceof ListenerNode.Verdict.Served)
                .map(ListenerNode::socket)
                .distinct()
                .toList();
    }

    /**
     * Empty while an older configuration is served. Pods of a Gateway's own are ready once they serve all that they
     * know of; which version that is, nobody else sees.
     */
    private Optional<SocketState> state(GatewayNode gateway, PortId socket) {
        if (gateway.provision() instanceof Provision.ByService byService && byService.pods() instanceof Pods.Own own) {
            return own.ready() ? Optional.of(new SocketState.Open(List.of())) : Optional.empty();
        }
        return served.version() < version
                ? Optional.empty()
                : Optional.ofNullable(served.sockets().get(socket));
    }
}
