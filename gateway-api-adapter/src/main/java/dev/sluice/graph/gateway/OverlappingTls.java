package dev.sluice.graph.gateway;

import static java.util.stream.Collectors.groupingBy;

import dev.sluice.condition.Condition;
import dev.sluice.condition.ListenerConditions;
import dev.sluice.config.listener.Certificate;
import dev.sluice.config.listener.ListenerId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds HTTPS Listeners of one port that serve hosts of each other, by their hostnames or by their certificates: a
 * client that reuses a connection could meet the wrong one. Listeners of ListenerSets are on the Gateway's ports and
 * are compared with its own. Source: ListenerConditionOverlappingTLSConfig.
 */
final class OverlappingTls {

    private final Map<ListenerId, Condition> conditions = new HashMap<>();

    /** A Listener as it is compared. */
    private record Side(ListenerNode node, CertificateHosts certificateHosts) {

        static Side of(ListenerNode node) {
            List<Certificate> certificates =
                    node.verdict() instanceof ListenerNode.Verdict.Served served ? served.certificates() : List.of();
            return new Side(node, CertificateHosts.of(certificates));
        }

        boolean hasHostnameOf(Side other) {
            return node.hostname().intersect(other.node.hostname()).isPresent();
        }

        boolean hasCertificateOf(Side other) {
            return certificateHosts.overlap(other.certificateHosts);
        }
    }

    private OverlappingTls(List<ListenerNode> listeners) {
        listeners.stream()
                .filter(node -> node.resource().protocol().equals("HTTPS"))
                .collect(groupingBy(ListenerNode::socket))
                .values()
                .stream()
                .filter(onSocket -> onSocket.size() > 1)
                .map(onSocket -> onSocket.stream().map(Side::of).toList())
                .forEach(this::compare);
    }

    /** The same Gateway, each Listener with the condition where it applies; one that does not overlap has none. */
    static GatewayNode marked(GatewayNode gateway) {
        var overlaps = new OverlappingTls(gateway.allListeners());
        return new GatewayNode(
                gateway.resource(),
                gateway.accepted(),
                overlaps.marked(gateway.listeners()),
                gateway.listenerSets().stream()
                        .map(it -> new ListenerSetNode(it.resource(), it.accepted(), overlaps.marked(it.listeners())))
                        .toList(),
                gateway.provision());
    }

    private List<ListenerNode> marked(List<ListenerNode> listeners) {
        return listeners.stream()
                .map(node -> Optional.ofNullable(conditions.get(node.id()))
                        .map(node::with)
                        .orElse(node))
                .toList();
    }

    /** Certificates are told before hostnames, as the specification asks. */
    private void compare(List<Side> onSocket) {
        for (Side side : onSocket) {
            var byCertificate = others(onSocket, side, side::hasCertificateOf);
            var byHostname = others(onSocket, side, side::hasHostnameOf);
            if (!byCertificate.isEmpty()) {
                conditions.put(side.node().id(), ListenerConditions.overlappingCertificates(byCertificate));
            } else if (!byHostname.isEmpty()) {
                conditions.put(side.node().id(), ListenerConditions.overlappingHostnames(byHostname));
            }
        }
    }

    /** In words for those who may read the Listener. */
    private static List<String> others(List<Side> onSocket, Side side, Predicate<Side> overlapping) {
        var reader = side.node().id();
        return onSocket.stream()
                .filter(other -> !other.node().id().equals(reader))
                .filter(overlapping)
                .map(other -> describedTo(reader, other.node().id()))
                .distinct()
                .toList();
    }

    private static String describedTo(ListenerId reader, ListenerId other) {
        return other.parent().equals(reader.parent())
                ? "Listener " + other.name()
                : ListenerParent.describedTo(reader.namespace(), other);
    }
}
