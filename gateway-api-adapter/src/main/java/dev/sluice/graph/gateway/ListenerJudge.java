package dev.sluice.graph.gateway;

import dev.sluice.condition.Condition;
import dev.sluice.condition.Conflict;
import dev.sluice.condition.ListenerConditions;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.SocketId;
import dev.sluice.resource.Gateway;
import java.util.List;
import java.util.Optional;

/** Judges the Listeners of one Gateway. */
final class ListenerJudge {

    private final CertificateRefs certificates;

    ListenerJudge(CertificateRefs certificates) {
        this.certificates = certificates;
    }

    /** Judges them in the order of the object; those that can be accepted claim their addresses. */
    List<ListenerNode> judge(Gateway gateway, PortPlan.Verdict plan, PortClaims claims) {
        var conflicts = new ListenerConflicts(gateway.spec().listeners());
        return gateway.spec().listeners().stream()
                .map(listener -> judge(gateway, listener, conflicts.of(listener), plan, claims))
                .toList();
    }

    private ListenerNode judge(
            Gateway gateway,
            Gateway.Listener listener,
            Optional<Conflict> conflict,
            PortPlan.Verdict plan,
            PortClaims claims) {
        var socket = socket(gateway, listener);
        var references = ListenerReferences.of(gateway, listener, certificates);
        var accepted = ListenerChecks.failing(gateway, listener)
                .or(() -> conflict.map(Conflict::notAccepted))
                .or(() -> notBound(plan, socket, claims));
        var conflicted = conflict.map(Conflict::conflicted).orElseGet(ListenerConditions::noConflicts);
        return new ListenerNode(
                new ListenerId(socket.gatewayNamespace(), socket.gatewayName(), listener.name()),
                socket,
                ListenerConflicts.hostname(listener),
                listener,
                references.supportedKinds(),
                List.of(accepted.orElseGet(ListenerConditions::accepted), conflicted, references.condition()),
                accepted.isPresent() ? new ListenerNode.Verdict.NotServed() : verdict(listener, plan, references));
    }

    private static SocketId socket(Gateway gateway, Gateway.Listener listener) {
        return new SocketId(gateway.name().namespace(), gateway.name().name(), listener.port());
    }

    private static Optional<Condition> notBound(PortPlan.Verdict plan, SocketId socket, PortClaims claims) {
        return switch (plan) {
            case PortPlan.Verdict.Refused refused -> Optional.of(ListenerConditions.gatewayNotAccepted());
            case PortPlan.Verdict.Bound bound ->
                claims.claim(socket, bound.addresses(socket.port()))
                        .map(taken -> ListenerConditions.portUnavailable(
                                taken.address().toString(), taken.holder().toString(), PortMap.ANNOTATION));
        };
    }

    private static ListenerNode.Verdict verdict(
            Gateway.Listener listener, PortPlan.Verdict plan, ListenerReferences references) {
        var protocol = Protocols.served(listener.protocol());
        if (protocol.isEmpty() || references.closed() || !(plan instanceof PortPlan.Verdict.Bound bound)) {
            return new ListenerNode.Verdict.NotServed();
        }
        var addresses = bound.addresses(listener.port());
        return addresses.isEmpty()
                ? new ListenerNode.Verdict.Unplaced()
                : new ListenerNode.Verdict.Served(protocol.get(), addresses, references.certificates());
    }
}
