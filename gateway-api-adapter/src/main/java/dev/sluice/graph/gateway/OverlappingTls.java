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
 * Finds HTTPS Listeners of one port that serve hosts of each other, by their hostnames or by their certificates: a client
 * that reuses a connection could meet the wrong one. Source: ListenerConditionOverlappingTLSConfig.
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

    /** The same Listeners, each with the condition where it applies; one that does not overlap has none. */
    static List<ListenerNode> marked(List<ListenerNode> listeners) {
        var overlaps = new OverlappingTls(listeners);
        return listeners.stream()
                .map(node -> Optional.ofNullable(overlaps.conditions.get(node.id()))
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

    private static List<String> others(List<Side> onSocket, Side side, Predicate<Side> overlapping) {
        return onSocket.stream()
                .filter(other -> !other.node().id().equals(side.node().id()))
                .filter(overlapping)
                .map(other -> other.node().id().name())
                .toList();
    }
}
