package dev.sluice.status;

import dev.sluice.condition.Condition;
import dev.sluice.condition.GatewayConditions;
import dev.sluice.condition.ListenerConditions;
import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.SocketId;
import dev.sluice.graph.gateway.AddressVerdict;
import dev.sluice.graph.gateway.GatewayNode;
import dev.sluice.graph.gateway.ListenerNode;
import dev.sluice.graph.gateway.Provision;
import dev.sluice.publish.Served;
import dev.sluice.publish.Served.SocketState;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Condition Programmed: what was measured, not what was intended.
 *
 * @param version of the configuration that is judged
 * @param served what the data plane measured last
 */
record Programming(long version, Served served) {

    /** Programmed of a Listener. */
    Condition of(ListenerNode listener) {
        if (listener.verdict() instanceof ListenerNode.Verdict.NotServed) {
            return ListenerConditions.notProgrammed();
        }
        return state(listener.socket())
                .map(state -> switch (state) {
                    case SocketState.Open open -> ListenerConditions.programmed();
                    case SocketState.Closed closed -> ListenerConditions.socketClosed(closed.message());
                })
                .orElseGet(ListenerConditions::pending);
    }

    /** Programmed of a Gateway: true when the sockets of all its valid Listeners are open and it has its addresses. */
    Condition of(GatewayNode gateway) {
        if (!gateway.accepted().holds()) {
            return GatewayConditions.notProgrammed();
        }
        var states = sockets(gateway).stream().map(this::state).toList();
        var closed = states.stream()
                .flatMap(state -> state.filter(SocketState.Closed.class::isInstance).stream())
                .map(SocketState.Closed.class::cast)
                .findFirst();
        if (closed.isPresent()) {
            return closed(gateway, closed.get().message());
        }
        if (gateway.provision() instanceof Provision.ByService byService
                && byService.addresses() instanceof AddressVerdict.Incomplete incomplete) {
            return incomplete.programmed();
        }
        return states.stream().allMatch(Optional::isPresent) && isPlaced(gateway)
                ? GatewayConditions.programmed()
                : GatewayConditions.pending();
    }

    private static boolean isPlaced(GatewayNode gateway) {
        return gateway.listeners().stream()
                .noneMatch(listener -> listener.verdict() instanceof ListenerNode.Verdict.Unplaced);
    }

    /** IP addresses on which sockets of a Gateway are open, sorted. */
    List<String> openHosts(GatewayNode gateway) {
        return sockets(gateway).stream()
                .flatMap(socket -> state(socket).stream())
                .flatMap(state -> switch (state) {
                    case SocketState.Open open -> open.addresses().stream();
                    case SocketState.Closed closed -> Stream.<BindAddress>empty();
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

    private static List<SocketId> sockets(GatewayNode gateway) {
        return gateway.listeners().stream()
                .filter(listener -> listener.verdict() instanceof ListenerNode.Verdict.Served)
                .map(ListenerNode::socket)
                .distinct()
                .toList();
    }

    /** Empty while an older configuration is served. */
    private Optional<SocketState> state(SocketId socket) {
        return served.version() < version
                ? Optional.empty()
                : Optional.ofNullable(served.sockets().get(socket));
    }
}
