package dev.sluice.serve;

import static java.util.stream.Collectors.toMap;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.mesh.MeshPort;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Routes of the mesh that are gone while connections for them are being drained. A request that comes by one of these
 * still meets them, for without any it could only be refused, and its Service is not to refuse anything.
 */
final class LeavingPorts {

    private final Predicate<ListenerId> inUse;
    private GatewayConfig before = GatewayConfig.EMPTY;

    /** @param inUse whether a group of routes has connections */
    LeavingPorts(Predicate<ListenerId> inUse) {
        this.inUse = inUse;
    }

    /** A configuration, and with it what of the one before still has connections and nothing in its place. */
    GatewayConfig seen(GatewayConfig config) {
        Map<PortId, MeshPort> now = config.meshPorts().stream().collect(toMap(MeshPort::id, port -> port));
        boolean isMore = false;
        for (MeshPort old : before.meshPorts()) {
            MeshPort merged = merged(old, now.get(old.id()));
            if (merged != null && !merged.equals(now.put(old.id(), merged))) {
                isMore = true;
            }
        }
        if (!isMore) {
            before = config;
            return config;
        }
        Map<BackendId, Backend> backends = new TreeMap<>();
        before.backends().forEach(backend -> backends.put(backend.id(), backend));
        config.backends().forEach(backend -> backends.put(backend.id(), backend));
        before = new GatewayConfig(
                config.version(), config.sockets(), List.copyOf(now.values()), List.copyOf(backends.values()));
        return before;
    }

    /** The port that there is now, with those groups of the old one whose clients would have none; null for neither. */
    private @Nullable MeshPort merged(MeshPort old, @Nullable MeshPort now) {
        Listener producers = now == null ? null : now.producers();
        Map<String, Listener> consumers = new TreeMap<>(now == null ? Map.of() : now.consumers());
        if (producers == null) {
            old.consumers().forEach((namespace, group) -> {
                if (inUse.test(group.id())) {
                    consumers.putIfAbsent(namespace, group);
                }
            });
            Listener gone = old.producers();
            producers = gone != null && inUse.test(gone.id()) ? gone : null;
        }
        if (producers == null && consumers.isEmpty()) {
            return null;
        }
        MeshPort of = now == null ? old : now;
        return new MeshPort(of.id(), of.clusterIps(), of.failureMode(), producers, new TreeMap<>(consumers));
    }
}
