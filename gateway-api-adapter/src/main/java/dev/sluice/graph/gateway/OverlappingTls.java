package dev.sluice.graph.gateway;

import static java.util.stream.Collectors.groupingBy;

import dev.sluice.condition.Condition;
import dev.sluice.condition.Listed;
import dev.sluice.condition.ListenerConditions;
import dev.sluice.config.listener.ListenerId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds HTTPS and TLS Listeners of one port that serve hosts of each other, by their hostnames or by their
 * certificates: a client that reuses a connection could meet the wrong one. Listeners of ListenerSets are on the
 * Gateway's ports and are compared with its own. Source: ListenerConditionOverlappingTLSConfig.
 */
final class OverlappingTls {

    private final Map<ListenerId, CertificateHosts> certificates;
    private final Map<ListenerId, Condition> conditions = new HashMap<>();

    private OverlappingTls(List<ListenerNode> listeners, Map<ListenerId, CertificateHosts> certificates) {
        this.certificates = certificates;
        listeners.stream()
                .filter(node -> Protocols.speaksTls(node.resource()))
                .collect(groupingBy(ListenerNode::socket))
                .values()
                .stream()
                .filter(onSocket -> onSocket.size() > 1)
                .forEach(this::compare);
    }

    /**
     * The same Gateway, each Listener with the condition where it applies; one that does not overlap has none.
     *
     * @param certificates of the Listeners that are served with some
     */
    static GatewayNode marked(GatewayNode gateway, Map<ListenerId, CertificateHosts> certificates) {
        var overlaps = new OverlappingTls(gateway.allListeners(), certificates);
        return new GatewayNode(
                gateway.resource(),
                gateway.accepted(),
                overlaps.marked(gateway.listeners()),
                gateway.listenerSets().stream()
                        .map(it -> new ListenerSetNode(it.resource(), it.accepted(), overlaps.marked(it.listeners())))
                        .toList(),
                gateway.clientCertificate(),
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
    private void compare(List<ListenerNode> onSocket) {
        var byCertificate = Overlaps.ofCertificates(onSocket.stream()
                .map(node -> certificates.getOrDefault(node.id(), CertificateHosts.NONE))
                .toList());
        var byHostname = Overlaps.ofHostnames(
                onSocket.stream().map(ListenerNode::hostname).toList());
        for (int place = 0; place < onSocket.size(); place++) {
            var reader = onSocket.get(place).id();
            boolean requests = Protocols.speaksHttp(onSocket.get(place).resource());
            var certificate = byCertificate.of(place);
            var hostname = byHostname.of(place);
            if (certificate.count() > 0) {
                var listed = listed(onSocket, reader, certificate);
                conditions.put(
                        reader,
                        requests
                                ? ListenerConditions.overlappingCertificates(listed)
                                : ListenerConditions.overlappingCertificatesOfStreams(listed));
            } else if (hostname.count() > 0) {
                var listed = listed(onSocket, reader, hostname);
                conditions.put(
                        reader,
                        requests
                                ? ListenerConditions.overlappingHostnames(listed)
                                : ListenerConditions.overlappingHostnamesOfStreams(listed));
            }
        }
    }

    /** In words for those who may read the Listener. */
    private static Listed listed(List<ListenerNode> onSocket, ListenerId reader, Overlaps.Found others) {
        var first = others.first().stream()
                .map(place -> describedTo(reader, onSocket.get(place).id()))
                .distinct()
                .toList();
        return new Listed(first, others.count() - others.first().size());
    }

    private static String describedTo(ListenerId reader, ListenerId other) {
        return other.declarer().equals(reader.declarer())
                ? "Listener " + other.name()
                : ListenerParent.describedTo(reader.namespace(), other);
    }
}
