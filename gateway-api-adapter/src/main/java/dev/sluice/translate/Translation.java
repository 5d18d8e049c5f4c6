package dev.sluice.translate;

import static java.util.stream.Collectors.toSet;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerFilters;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.SocketId;
import dev.sluice.graph.Graph;
import dev.sluice.graph.gateway.ListenerNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Translates what of the graph this process serves: sockets with their Listeners, the routes of each, and every backend
 * that these name.
 */
public final class Translation {

    private static final Comparator<SocketId> BY_GATEWAY_AND_PORT = Comparator.comparing(SocketId::gatewayNamespace)
            .thenComparing(SocketId::gatewayName)
            .thenComparingInt(SocketId::port);

    private static final Comparator<Listener> BY_NAME = Comparator.comparing(
                    (Listener listener) -> listener.id().name())
            .thenComparing(listener -> listener.id().label());

    private final AttachedRoutes routes;
    private final Map<SocketId, ListenerSocket> sockets = new TreeMap<>(BY_GATEWAY_AND_PORT);

    private Translation(AttachedRoutes routes) {
        this.routes = routes;
    }

    /** The configuration of a graph, with version 0: the pipeline counts versions. */
    public static GatewayConfig of(Graph graph) {
        var served = graph.gateways().stream()
                .filter(gateway -> gateway.provision().isHere())
                .flatMap(gateway -> gateway.allListeners().stream())
                .filter(listener -> listener.verdict() instanceof ListenerNode.Verdict.Served)
                .toList();
        var ids = served.stream().map(ListenerNode::id).collect(toSet());
        var backends = new TreeMap<BackendId, Backend>();
        var translation = new Translation(AttachedRoutes.of(graph.routes(), ids, backends));
        served.forEach(translation::add);
        return new GatewayConfig(0, List.copyOf(translation.sockets.values()), List.copyOf(backends.values()));
    }

    private void add(ListenerNode node) {
        if (node.verdict() instanceof ListenerNode.Verdict.Served served) {
            var listener = new Listener(
                    node.id(), node.hostname(), served.certificates(), routes.of(node.id()), filters(served));
            var socket = new ListenerSocket(node.socket(), served.addresses(), served.protocol(), List.of(listener));
            sockets.merge(node.socket(), socket, Translation::join);
        }
    }

    private static @Nullable ListenerFilters filters(ListenerNode.Verdict.Served served) {
        return served.filters().isEmpty() ? null : new ListenerFilters(served.filters());
    }

    private static ListenerSocket join(ListenerSocket socket, ListenerSocket more) {
        var listeners = new ArrayList<>(socket.listeners());
        listeners.addAll(more.listeners());
        listeners.sort(BY_NAME);
        return new ListenerSocket(socket.id(), socket.addresses(), socket.protocol(), listeners);
    }
}
