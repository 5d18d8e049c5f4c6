package dev.sluice.infrastructure.write;

import dev.sluice.cluster.ChangedObjects;
import dev.sluice.cluster.ObjectKey;
import dev.sluice.cluster.StoredObjects;
import dev.sluice.infrastructure.DataPlaneEndpoints;
import dev.sluice.infrastructure.DedicatedObjects;
import dev.sluice.infrastructure.InfrastructureSettings;
import dev.sluice.infrastructure.Mark;
import dev.sluice.infrastructure.PodsOfGateways;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is stored of the objects that were made for Gateways, and the pods that they can have. Looks at each object when
 * it has changed, and at no other. Used by one thread.
 */
final class MadeObjects {

    static final String SERVICE = "Service";
    static final String ENDPOINT_SLICE = "EndpointSlice";
    static final String DEPLOYMENT = "Deployment";
    static final String SERVICE_ACCOUNT = "ServiceAccount";
    static final String ROLE_BINDING = "RoleBinding";
    static final String CLUSTER_ROLE_BINDING = "ClusterRoleBinding";

    private static final List<String> KINDS =
            List.of(SERVICE, ENDPOINT_SLICE, DEPLOYMENT, SERVICE_ACCOUNT, ROLE_BINDING, CLUSTER_ROLE_BINDING);

    private static final Comparator<ObjectKey> IN_ORDER = Comparator.comparingInt(
                    (ObjectKey key) -> KINDS.indexOf(key.kind()))
            .thenComparing(ObjectKey::name);

    private static final PodsOfGateways NO_PODS =
            new PodsOfGateways(new DataPlaneEndpoints(new TreeMap<>()), Optional.empty());

    private final StoredObjects stored;
    private final InfrastructureSettings settings;
    private final ChangedObjects changed = new ChangedObjects();
    private final Map<ObjectKey, Made> known = new HashMap<>();
    /** By the uid of the Gateway; each in the order of kinds, which is that of writes. */
    private final Map<String, SortedSet<ObjectKey>> byOwner = new HashMap<>();

    /** EndpointSlices of the data plane's own Service, by their keys. */
    private final Map<ObjectKey, ObjectNode> endpoints = new HashMap<>();

    private PodsOfGateways pods = NO_PODS;
    private long changes;

    /**
     * Has looked at nothing yet.
     *
     * @param stored is asked to tell of changes
     */
    MadeObjects(StoredObjects stored, InfrastructureSettings settings) {
        this.stored = stored;
        this.settings = settings;
        stored.onChange(changed::add);
    }

    /**
     * One of them.
     *
     * @param owner uid of the Gateway; empty for the binding, which is of many
     * @param version by which a change is seen
     */
    private record Made(String owner, String version) {}

    /** Forgets what is known; to be asked by who has not called {@link #renew} for a while. */
    void forget() {
        changed.addAll();
    }

    /** Looks at what has changed. Gives a number that is another whenever something of this is. */
    long renew() {
        try {
            look();
        } catch (RuntimeException | Error failure) {
            // Half of what has changed may be looked at.
            changed.addAll();
            throw failure;
        }
        return changes;
    }

    private void look() {
        var keys = changed.take();
        if (keys.isPresent()) {
            keys.get().forEach(this::look);
        } else {
            known.clear();
            byOwner.clear();
            endpoints.clear();
            changes++;
            KINDS.forEach(kind -> stored.all(kind).forEach(object -> look(ObjectKey.of(kind, object), object)));
        }
        renewPods();
    }

    /** The objects of one Gateway, by kind and name. */
    SortedSet<ObjectKey> of(String gatewayUid) {
        return byOwner.getOrDefault(gatewayUid, Collections.emptySortedSet());
    }

    /** Those that Gateways can have. */
    PodsOfGateways pods() {
        return pods;
    }

    private void look(ObjectKey key) {
        if (KINDS.contains(key.kind())) {
            look(key, stored.find(key.kind(), key.name()).orElse(null));
        }
    }

    private void look(ObjectKey key, @Nullable ObjectNode object) {
        if (object != null
                && key.kind().equals(ENDPOINT_SLICE)
                && DataPlaneEndpoints.areOf(object, settings.dataPlaneService())) {
            endpoints.put(key, object);
        } else {
            endpoints.remove(key);
        }
        var now = object == null ? null : made(key, object);
        var before = now == null ? known.remove(key) : known.put(key, now);
        if (before != null) {
            byOwner.computeIfPresent(before.owner(), (_, keys) -> without(keys, key));
        }
        if (now != null) {
            byOwner.computeIfAbsent(now.owner(), _ -> new TreeSet<>(IN_ORDER)).add(key);
        }
        if (!Objects.equals(before, now)) {
            changes++;
        }
    }

    private @Nullable Made made(ObjectKey key, ObjectNode object) {
        var owner = Mark.owner(object, settings.controllerName());
        return owner.isEmpty() && !key.kind().equals(CLUSTER_ROLE_BINDING) ? null : new Made(owner, version(object));
    }

    private void renewPods() {
        var shared = DataPlaneEndpoints.of(endpoints.values(), settings.dataPlaneService());
        var dedicated = Optional.ofNullable(settings.dedicated())
                .flatMap(it -> stored.find(DEPLOYMENT, it.deployment())
                        .map(own -> new DedicatedObjects(it, own.path("spec"))));
        var now = new PodsOfGateways(shared, dedicated);
        if (!now.equals(pods)) {
            pods = now;
            changes++;
        }
    }

    private static @Nullable SortedSet<ObjectKey> without(SortedSet<ObjectKey> keys, ObjectKey key) {
        keys.remove(key);
        return keys.isEmpty() ? null : keys;
    }

    private static String version(JsonNode object) {
        return object.path("metadata").path("resourceVersion").asString("");
    }
}
