package dev.sluice.config.mesh;

import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.PortId;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A port of a Service that has routes. The routes of a client are those of one group, which are never merged with those
 * of another; a client without a group is let through to the plain Service. Source: GEP-1294, Multiple routes for a
 * Service.
 *
 * @param clusterIps addresses of the Service, of one or both families; at least one
 * @param producers what is attached from the Service's own namespace, for all clients that have no group of their own;
 *     null: nothing
 * @param consumers what is attached from other namespaces, each for the clients in it
 */
public record MeshPort(
        PortId id,
        List<String> clusterIps,
        FailureMode failureMode,
        @Nullable Listener producers,
        SortedMap<String, Listener> consumers) {

    public MeshPort {
        clusterIps = List.copyOf(clusterIps);
        consumers = Collections.unmodifiableSortedMap(new TreeMap<>(consumers));
    }

    /** The groups: producers, then consumers by namespace. */
    public Stream<Listener> listeners() {
        return Stream.concat(Stream.ofNullable(producers), consumers.values().stream());
    }

    /**
     * The group of a client; null where it has none.
     *
     * @param namespace null: the client is no pod that is known
     */
    public @Nullable Listener listenerFor(@Nullable String namespace) {
        Listener own = namespace == null ? null : consumers.get(namespace);
        return own == null ? producers : own;
    }
}
