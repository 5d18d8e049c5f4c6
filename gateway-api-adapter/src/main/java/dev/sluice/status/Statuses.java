package dev.sluice.status;

import dev.sluice.graph.Graph;
import dev.sluice.graph.mesh.MeshReach;
import dev.sluice.graph.route.RouteNode;
import dev.sluice.memory.Interner;
import dev.sluice.memory.ListRenewal;
import dev.sluice.publish.Served;
import dev.sluice.resource.StatusDocument;
import dev.sluice.resource.WatchedObject;
import java.util.ArrayList;
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

    private final RouteCounts counts = new RouteCounts();
    private ListRenewal<RouteNode, StatusDocument> ofRoutes = new ListRenewal<>();
    /** How many of them have a status that speaks of others. */
    private long streams;

    /** What these others have, and the document that says so. */
    private IdentityHashMap<RouteNode, OfRoute> ofStreams = new IdentityHashMap<>();

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
        counts.next(graph.routes());
        var gatewayStatus = new GatewayStatus(counts, new Programming(version, served));
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
        if (!Objects.equals(reach, graph.meshReach())) {
            reach = graph.meshReach();
            ofRoutes = new ListRenewal<>();
            streams = 0;
            ofStreams = new IdentityHashMap<>();
        }
        var documents = ofRoutes.next(graph.routes(), this::document);
        streams += countStreams(ofRoutes.fresh()) - countStreams(ofRoutes.gone());
        return streams > 0 ? withRivals(graph, documents) : documents;
    }

    private static long countStreams(List<StatusDocument> documents) {
        return documents.stream()
                .filter(document -> StreamRivals.takesAll(document.kind()))
                .count();
    }

    private List<StatusDocument> withRivals(Graph graph, List<StatusDocument> alone) {
        var rivals = StreamRivals.of(graph);
        var known = ofStreams;
        ofStreams = new IdentityHashMap<>();
        var documents = new ArrayList<>(alone);
        for (int i = 0; i < documents.size(); i++) {
            var node = graph.routes().get(i);
            if (StreamRivals.takesAll(node)) {
                var now = ofStream(node, rivals.of(node), known.get(node));
                ofStreams.put(node, now);
                documents.set(i, now.document());
            }
        }
        return documents;
    }

    private StatusDocument document(RouteNode node) {
        return document(node, List.of());
    }

    private StatusDocument document(RouteNode node, List<String> rivals) {
        return document(node.resource(), shared.of(RouteStatus.of(node, rivals, controllerName, reach)));
    }

    private OfRoute ofStream(RouteNode node, List<String> rivals, @Nullable OfRoute before) {
        return before != null && before.rivals().equals(rivals) ? before : new OfRoute(rivals, document(node, rivals));
    }

    /** A document, and who has Listeners of the route as it says. */
    private record OfRoute(List<String> rivals, StatusDocument document) {}

    private static StatusDocument document(WatchedObject object, Map<String, Object> status) {
        var kind = object.kind();
        return new StatusDocument(kind.apiVersion(), kind.word(), object.name(), status);
    }
}
