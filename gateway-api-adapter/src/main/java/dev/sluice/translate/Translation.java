package dev.sluice.translate;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerFilters;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.tls.Certificate;
import dev.sluice.graph.Graph;
import dev.sluice.graph.gateway.ClientCertificateVerdict;
import dev.sluice.graph.gateway.ListenerNode;
import dev.sluice.graph.route.RouteNode;
import dev.sluice.memory.ListRenewal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Translates what of the graph this process serves: sockets with their Listeners, or ports of Services with their
 * groups of clients; the routes of each, and every backend that these name. Translates one graph after the other and
 * keeps what was made of a route until its node is another one, so that what did not change is the same object in the
 * next configuration. Used by one thread.
 */
public final class Translation {

    private static final Comparator<Listener> BY_NAME = Comparator.comparing(
                    (Listener listener) -> listener.id().name())
            .thenComparing(listener -> listener.id().label());

    private final AttachedRoutes routes = new AttachedRoutes();
    private final ListRenewal<RouteNode, Boolean> inMesh = new ListRenewal<>();

    /** The configuration of a graph, with version 0: the pipeline counts versions. */
    public static GatewayConfig of(Graph graph) {
        return new Translation().next(graph);
    }

    /** The same as {@link #of}. */
    public GatewayConfig next(Graph graph) {
        var served = here(graph)
                .filter(listener -> listener.verdict() instanceof ListenerNode.Verdict.Served)
                .toList();
        var mesh = MeshPorts.of(ofMesh(graph.routes()));
        var ids = Stream.concat(served.stream().map(ListenerNode::id), mesh.listeners())
                .collect(toSet());
        var certificates = certificates(graph);
        routes.next(graph.routes(), certificates, ids);
        var collectors = new TreeMap<BackendId, Backend>();
        var tracing = new TracingTranslation(graph.telemetry(), certificates, collectors);
        var bySocket = new TreeMap<PortId, List<ListenerNode>>();
        served.forEach(listener -> bySocket.computeIfAbsent(listener.socket(), _ -> new ArrayList<>())
                .add(listener));
        var closed = here(graph)
                .filter(listener -> listener.verdict() instanceof ListenerNode.Verdict.NotServed(var keepsHostname)
                        && keepsHostname)
                .collect(groupingBy(ListenerNode::socket));
        var sockets = bySocket.entrySet().stream()
                .map(it -> socket(it.getValue(), closed.getOrDefault(it.getKey(), List.of()), tracing))
                .toList();
        return new GatewayConfig(0, sockets, mesh.with(routes), routes.backends(collectors));
    }

    /** Those at a Service. */
    private List<RouteNode> ofMesh(List<RouteNode> nodes) {
        var atService =
                inMesh.next(nodes, node -> node.attachments().anyMatch(attachment -> attachment.service() != null));
        return IntStream.range(0, nodes.size())
                .filter(atService::get)
                .mapToObj(nodes::get)
                .toList();
    }

    private static Map<String, Certificate> certificates(Graph graph) {
        var certificates = new HashMap<String, Certificate>();
        graph.gateways().forEach(gateway -> {
            if (gateway.clientCertificate() instanceof ClientCertificateVerdict.Usable(var certificate)) {
                certificates.put(gateway.name(), certificate);
            }
        });
        return certificates;
    }

    private static Stream<ListenerNode> here(Graph graph) {
        return graph.gateways().stream()
                .filter(gateway -> gateway.provision().isHere())
                .flatMap(gateway -> gateway.allListeners().stream());
    }

    /** @param closed those whose hostnames are refused, so that none of the others takes their requests */
    private ListenerSocket socket(List<ListenerNode> nodes, List<ListenerNode> closed, TracingTranslation tracing) {
        var refusing = closed.stream().map(Translation::refusing);
        var listeners = Stream.concat(nodes.stream().map(this::listener), refusing)
                .sorted(BY_NAME)
                .toList();
        var first = served(nodes.getFirst());
        var id = nodes.getFirst().socket();
        return new ListenerSocket(
                id, first.addresses(), first.protocol(), listeners, tracing.of(id.parent(), first.protocol()));
    }

    private Listener listener(ListenerNode node) {
        var served = served(node);
        return new Listener(
                node.id(),
                node.hostname(),
                served.certificates(),
                served.clientValidation(),
                routes.of(node.id()),
                filters(served),
                node.mode());
    }

    private static Listener refusing(ListenerNode node) {
        return new Listener(node.id(), node.hostname(), List.of(), null, List.of(), null, node.mode());
    }

    private static ListenerNode.Verdict.Served served(ListenerNode node) {
        return (ListenerNode.Verdict.Served) node.verdict();
    }

    private static @Nullable ListenerFilters filters(ListenerNode.Verdict.Served served) {
        return served.filters().isEmpty() ? null : new ListenerFilters(served.filters());
    }
}
