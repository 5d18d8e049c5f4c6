package dev.sluice.status;

import dev.sluice.config.listener.ListenerId;
import dev.sluice.graph.Graph;
import dev.sluice.graph.route.ParentNode;
import dev.sluice.graph.route.ParentNode.Attachment;
import dev.sluice.graph.route.RouteNode;
import dev.sluice.resource.Kinds;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which route has the connections, or datagrams, of a Listener of TCP or UDP, where several are attached: the oldest.
 * All are accepted and counted. Source: Gateway API's guidelines, "Conflicts".
 */
final class StreamRivals {

    private static final Comparator<RouteNode> OLDEST_FIRST = Comparator.comparing(RouteNode::created)
            .thenComparing(node -> node.resource().name().toString());

    private final Map<ListenerId, RouteNode> holders = new HashMap<>();

    private StreamRivals() {}

    static StreamRivals of(Graph graph) {
        var rivals = new StreamRivals();
        graph.routes().stream()
                .filter(StreamRivals::takesAll)
                .forEach(route -> route.attachments()
                        .forEach(
                                attachment -> rivals.holders.merge(attachment.listener(), route, StreamRivals::older)));
        return rivals;
    }

    /** Without a hostname, nothing is for one route and not for another. */
    static boolean takesAll(RouteNode route) {
        return takesAll(route.resource().kind().word());
    }

    /** The same for the kind of a route. */
    static boolean takesAll(String kind) {
        return kind.equals(Kinds.TCP_ROUTE.word()) || kind.equals(Kinds.UDP_ROUTE.word());
    }

    private static RouteNode older(RouteNode one, RouteNode other) {
        return OLDEST_FIRST.compare(one, other) <= 0 ? one : other;
    }

    /** For each parent of a route who has Listeners of it, as those who may read the route may know them. */
    List<String> of(RouteNode route) {
        return takesAll(route)
                ? route.parents().stream().map(parent -> of(route, parent)).toList()
                : List.of();
    }

    /** Such as {@code TCPRoute shop/db has Listener tcp}; empty where nobody has any. */
    private String of(RouteNode route, ParentNode parent) {
        return parent.attachments().stream()
                .filter(attachment -> attachment.service() == null)
                .map(Attachment::listener)
                .flatMap(listener -> Optional.ofNullable(holders.get(listener)).stream()
                        .filter(holder -> !holder.id().equals(route.id()))
                        .map(holder -> describedTo(route, holder) + " has Listener " + listener.name()))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static String describedTo(RouteNode reader, RouteNode holder) {
        var kind = holder.resource().kind();
        var name = holder.resource().name();
        return name.namespace().equals(reader.resource().name().namespace())
                ? kind + " " + name
                : "a " + kind + " of another namespace";
    }
}
