package dev.sluice.translate;

import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerMode;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.mesh.MeshPort;
import dev.sluice.graph.mesh.ServicePort;
import dev.sluice.graph.route.ParentNode;
import dev.sluice.graph.route.ParentNode.Attachment;
import dev.sluice.graph.route.RouteNode;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The ports of Services to which routes are attached and that this process serves, with their groups of clients. */
final class MeshPorts {

    private final SortedMap<PortId, Groups> ports = new TreeMap<>();

    private MeshPorts() {}

    /** All its routes are of one kind, or of two that are about requests. */
    private record Group(ListenerId id, ListenerMode mode) {}

    /** The groups of a port, each by the routes that it has: producers, or those of another namespace. */
    private static final class Groups {
        private final ServicePort port;
        private final SortedMap<String, Group> consumers = new TreeMap<>();
        private @Nullable Group producers;

        Groups(ServicePort port) {
            this.port = port;
        }

        void add(Group group, String namespace) {
            if (namespace.equals(port.id().parent().namespace())) {
                producers = group;
            } else {
                consumers.put(namespace, group);
            }
        }

        Stream<Group> all() {
            return Stream.concat(Stream.ofNullable(producers), consumers.values().stream());
        }
    }

    /** Those of these routes. */
    static MeshPorts of(List<RouteNode> routes) {
        var found = new MeshPorts();
        for (RouteNode route : routes) {
            for (ParentNode parent : route.parents()) {
                parent.attachments().forEach(attachment -> found.add(attachment, route));
            }
        }
        return found;
    }

    private void add(Attachment attachment, RouteNode route) {
        var port = attachment.service();
        if (port != null && port.isHere()) {
            ports.computeIfAbsent(port.id(), _ -> new Groups(port))
                    .add(
                            new Group(attachment.listener(), attachment.mode()),
                            route.id().namespace());
        }
    }

    /** Names of all groups. */
    Stream<ListenerId> listeners() {
        return ports.values().stream().flatMap(Groups::all).map(Group::id);
    }

    /** With the routes of each group, by Service and port. */
    List<MeshPort> with(AttachedRoutes routes) {
        return ports.values().stream().map(groups -> port(groups, routes)).toList();
    }

    private static MeshPort port(Groups groups, AttachedRoutes routes) {
        var producers = groups.producers;
        var consumers = new TreeMap<String, Listener>();
        groups.consumers.forEach((namespace, group) -> consumers.put(namespace, listener(group, routes)));
        return new MeshPort(
                groups.port.id(),
                groups.port.clusterIps(),
                groups.port.failureMode(),
                producers == null ? null : listener(producers, routes),
                consumers);
    }

    private static Listener listener(Group group, AttachedRoutes routes) {
        return new Listener(group.id(), Hostname.ANY, List.of(), null, routes.of(group.id()), null, group.mode());
    }
}
