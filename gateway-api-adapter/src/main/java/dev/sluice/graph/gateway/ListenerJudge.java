package dev.sluice.graph.gateway;

import dev.sluice.condition.Condition;
import dev.sluice.condition.Conflict;
import dev.sluice.condition.ListenerConditions;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.PortId;
import dev.sluice.graph.extension.SpringFilters;
import dev.sluice.resource.Gateway;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Judges the Listeners of one Gateway, its own and those of its ListenerSets, as the one list that they are. */
final class ListenerJudge {

    private final CertificateRefs certificates;
    private final ClientValidations clients;
    private final SpringFilters extensions;
    private final PortClaims claims;
    private final ListenerConflicts conflicts = new ListenerConflicts();
    private final Map<ListenerId, CertificateHosts> certificateHosts = new HashMap<>();

    /** A judge for one Gateway; the claims are those of all Gateways. */
    ListenerJudge(
            CertificateRefs certificates, ClientValidations clients, SpringFilters extensions, PortClaims claims) {
        this.certificates = certificates;
        this.clients = clients;
        this.extensions = extensions;
        this.claims = claims;
    }

    /**
     * Judges the Listeners of one object, in its order; those that can be accepted claim their addresses. Must be
     * called in the order of precedence: the Gateway, then its ListenerSets.
     */
    List<ListenerNode> judge(ListenerParent parent, PortPlan.Verdict plan) {
        var inTheWay = conflicts.of(parent);
        var nodes = new ArrayList<ListenerNode>();
        for (Gateway.Listener listener : parent.listeners()) {
            nodes.add(judge(parent, listener, inTheWay.get(nodes.size()), plan));
        }
        conflicts.hold(parent);
        return nodes;
    }

    /** For which hosts the certificates of each Listener are valid; of those that were judged and are served. */
    Map<ListenerId, CertificateHosts> certificateHosts() {
        return certificateHosts;
    }

    private ListenerNode judge(
            ListenerParent parent, Gateway.Listener listener, Optional<Conflict> conflict, PortPlan.Verdict plan) {
        var socket = parent.socket(listener);
        var references = ListenerReferences.of(parent, listener, certificates, clients, extensions);
        var accepted = conflict.map(Conflict::notAccepted)
                .or(() -> ListenerChecks.failing(listener))
                .or(() -> references.clients().closed() ? Optional.of(ListenerConditions.noIssuer()) : Optional.empty())
                .or(() -> notBound(plan, socket, claims));
        var conflicted = conflict.map(Conflict::conflicted).orElseGet(ListenerConditions::noConflicts);
        var verdict = accepted.isPresent()
                ? new ListenerNode.Verdict.NotServed(conflict.isEmpty() && keepsHostname(listener))
                : verdict(listener, socket, plan, references);
        if (verdict instanceof ListenerNode.Verdict.Served) {
            certificateHosts.put(parent.id(listener), references.certificateHosts());
        }
        return new ListenerNode(
                parent.id(listener),
                socket,
                ListenerConflicts.hostname(listener),
                listener,
                references.supportedKinds(),
                List.of(accepted.orElseGet(ListenerConditions::accepted), conflicted, references.condition()),
                verdict);
    }

    private static Optional<Condition> notBound(PortPlan.Verdict plan, PortId socket, PortClaims claims) {
        return switch (plan) {
            case PortPlan.Verdict.Refused refused -> Optional.of(ListenerConditions.gatewayNotAccepted());
            case PortPlan.Verdict.Bound bound ->
                claims.claim(socket, bound.addresses(socket))
                        .map(taken -> ListenerConditions.portUnavailable(
                                taken.address().toString(), taken.holder().toString(), PortMap.ANNOTATION));
        };
    }

    /**
     * Of HTTPS if it asks for client certificates by itself: what the Gateway asks for holds for every Listener of a
     * port, and requests tell whom they are for.
     */
    private static boolean keepsHostname(Gateway.Listener listener) {
        var tls = listener.tls();
        return switch (listener.protocol()) {
            case "TLS" -> true;
            case "HTTPS" -> tls != null && tls.frontendValidation() != null;
            default -> false;
        };
    }

    private static ListenerNode.Verdict verdict(
            Gateway.Listener listener, PortId socket, PortPlan.Verdict plan, ListenerReferences references) {
        var protocol = Protocols.served(listener.protocol());
        if (protocol.isEmpty() || references.closed() || !(plan instanceof PortPlan.Verdict.Bound bound)) {
            return new ListenerNode.Verdict.NotServed(keepsHostname(listener));
        }
        var addresses = bound.addresses(socket);
        return addresses.isEmpty()
                ? new ListenerNode.Verdict.Unplaced()
                : new ListenerNode.Verdict.Served(
                        protocol.get(),
                        addresses,
                        references.certificates(),
                        references.clients().validation(),
                        references.filters());
    }
}
