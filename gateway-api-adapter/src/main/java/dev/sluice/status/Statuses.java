package dev.sluice.status;

import dev.sluice.config.listener.ListenerId;
import dev.sluice.graph.Graph;
import dev.sluice.graph.mesh.MeshReach;
import dev.sluice.graph.route.ParentNode;
import dev.sluice.graph.route.RouteNode;
import dev.sluice.memory.Interner;
import dev.sluice.publish.Served;
import dev.sluice.resource.StatusDocument;
import dev.sluice.resource.WatchedObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what is known about every object that we answer for, of one graph after the other. The document of a
 * route is kept as long as the graph holds the same node, with the same rivals and, in the mesh, as many agents. Used
 * by one thread.
 */
public final class Statuses {

    private static final int MOST_SHARED = 1 << 10;

    private final String controllerName;
    /** Routes at one Gateway mostly have the same to say. */
    private final Interner shared = new Interner(MOST_SHARED);

    private IdentityHashMap<RouteNode, OfRoute> ofRoutes = new IdentityHashMap<>();
    private @Nullable MeshReach reach;

    /** @param controllerName ours; names our entries in the status of routes and policies */
    public Statuses(String controllerName) {
        this.controllerName = controllerName;
    }

    /** The documents of a graph, as {@link #next} gives them. */
    public static List<StatusDocument> of(Graph graph, String controllerName, long version, Served served) {
        return new Statuses(controllerName).next(graph, version, served);
    }

    /**
     * The documents of a graph: classes, Gateways, ListenerSets, routes, policies, XBackends, SpringFilters, each in
     * the order of the graph.
     *
     * @param version of the configuration that was made of this graph
     * @param served what the data plane measured last
     */
    public List<StatusDocument> next(Graph graph, long version, Served served) {
        var documents = new ArrayList<StatusDocument>();
        graph.classes().forEach(node -> documents.add(document(node.resource(), ClassStatus.of(node))));
        var gatewayStatus = new GatewayStatus(attachedRoutes(graph), new Programming(version, served));
        graph.gateways().forEach(node -> documents.add(document(node.resource(), gatewayStatus.of(node))));
        var listenerSetStatus = new ListenerSetStatus(gatewayStatus);
        graph.gateways()
                .forEach(gateway -> gateway.listenerSets()
                        .forEach(
                                node -> documents.add(document(node.resource(), listenerSetStatus.of(gateway, node)))));
        documents.addAll(ofRoutes(graph));
        graph.policies()
                .forEach(node -> documents.add(document(node.resource(), PolicyStatus.of(node, controllerName))));
        graph.telemetry()
                .forEach(node -> documents.add(document(node.resource(), PolicyStatus.of(node, controllerName))));
        graph.xBackends()
                .forEach(node -> documents.add(document(node.resource(), PolicyStatus.of(node, controllerName))));
        graph.xMeshes().forEach(node -> documents.add(document(node.resource(), XMeshStatus.of(node))));
        if (!graph.classes().isEmpty()) {
            graph.springFilters()
                    .forEach(node -> documents.add(
                            document(node.resource(), SpringFilterStatus.of(node, graph.classes(), controllerName))));
        }
        return List.copyOf(documents);
    }

    private List<StatusDocument> ofRoutes(Graph graph) {
        var known = ofRoutes;
        var rivals = StreamRivals.of(graph);
        boolean sameReach = Objects.equals(reach, graph.meshReach());
        reach = graph.meshReach();
        ofRoutes = new IdentityHashMap<>(graph.routes().size());
        var documents = new ArrayList<StatusDocument>();
        for (RouteNode node : graph.routes()) {
            var before = sameReach || node.parents().stream().noneMatch(RouteStatus::acts) ? known.get(node) : null;
            var now = ofRoute(node, rivals.of(node), before);
            ofRoutes.put(node, now);
            documents.add(now.document());
        }
        return documents;
    }

    private OfRoute ofRoute(RouteNode node, List<String> rivals, @Nullable OfRoute before) {
        return before != null && before.rivals().equals(rivals)
                ? before
                : new OfRoute(
                        rivals,
                        document(node.resource(), shared.of(RouteStatus.of(node, rivals, controllerName, reach))));
    }

    /** A document, and who has Listeners of the route as it says. */
    private record OfRoute(List<String> rivals, StatusDocument document) {}

    private static StatusDocument document(WatchedObject object, Map<String, Object> status) {
        var kind = object.kind();
        return new StatusDocument(kind.apiVersion(), kind.word(), object.name(), status);
    }

    /** How many routes each Listener has; one that is attached by several parentRefs counts once. */
    private static Map<ListenerId, Integer> attachedRoutes(Graph graph) {
        // Thousands of routes have the very same name of a Listener.
        var counted = new IdentityHashMap<ListenerId, int[]>();
        for (RouteNode route : graph.routes()) {
            attachedTo(route).forEach(listener -> counted.computeIfAbsent(listener, _ -> new int[1])[0]++);
        }
        var attached = new HashMap<ListenerId, Integer>();
        counted.forEach((listener, count) -> attached.merge(listener, count[0], Integer::sum));
        return attached;
    }

    private static Collection<ListenerId> attachedTo(RouteNode route) {
        if (route.parents().size() == 1) {
            return attachedTo(route.parents().getFirst());
        }
        var listeners = new HashSet<ListenerId>();
        route.parents().forEach(parent -> listeners.addAll(attachedTo(parent)));
        return listeners;
    }

    private static List<ListenerId> attachedTo(ParentNode parent) {
        return switch (parent.verdict()) {
            case ParentNode.Verdict.Attached(var _, var attachments)
            when attachments.size() == 1 -> List.of(attachments.getFirst().listener());
            case ParentNode.Verdict.Attached(var _, var attachments) ->
                attachments.stream()
                        .map(ParentNode.Attachment::listener)
                        .distinct()
                        .toList();
            case ParentNode.Verdict.Refused _, ParentNode.Verdict.NotAttached _ -> List.of();
        };
    }
}
