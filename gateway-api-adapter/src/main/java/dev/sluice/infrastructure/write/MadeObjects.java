package dev.sluice.infrastructure.write;

import dev.sluice.cluster.ObjectKey;
import dev.sluice.cluster.StoredObjects;
import dev.sluice.infrastructure.DataPlaneEndpoints;
import dev.sluice.infrastructure.DedicatedObjects;
import dev.sluice.infrastructure.InfrastructureSettings;
import dev.sluice.infrastructure.Mark;
import dev.sluice.infrastructure.PodsOfGateways;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What is stored of the objects that were made for Gateways, and the pods that they can have.
 *
 * @param byOwner by the uid of the Gateway
 * @param versions of every object that was looked at, by which a change is seen
 */
record MadeObjects(Map<String, List<ObjectKey>> byOwner, PodsOfGateways pods, Map<ObjectKey, String> versions) {

    static final String SERVICE = "Service";
    static final String ENDPOINT_SLICE = "EndpointSlice";
    static final String DEPLOYMENT = "Deployment";
    static final String SERVICE_ACCOUNT = "ServiceAccount";
    static final String ROLE_BINDING = "RoleBinding";
    static final String CLUSTER_ROLE_BINDING = "ClusterRoleBinding";

    private static final List<String> KINDS =
            List.of(SERVICE, ENDPOINT_SLICE, DEPLOYMENT, SERVICE_ACCOUNT, ROLE_BINDING);

    /** Looks through everything that is stored. */
    static MadeObjects of(StoredObjects stored, InfrastructureSettings settings) {
        var byOwner = new HashMap<String, List<ObjectKey>>();
        var versions = new HashMap<ObjectKey, String>();
        for (String kind : KINDS) {
            for (var object : stored.all(kind)) {
                var owner = Mark.owner(object, settings.controllerName());
                if (!owner.isEmpty()) {
                    var key = ObjectKey.of(kind, object);
                    byOwner.computeIfAbsent(owner, _ -> new ArrayList<>()).add(key);
                    versions.put(key, version(object));
                }
            }
        }
        for (var binding : stored.all(CLUSTER_ROLE_BINDING)) {
            versions.put(ObjectKey.of(CLUSTER_ROLE_BINDING, binding), version(binding));
        }
        var shared = DataPlaneEndpoints.of(stored.all(ENDPOINT_SLICE), settings.dataPlaneService());
        var dedicated = Optional.ofNullable(settings.dedicated())
                .flatMap(it -> stored.find(DEPLOYMENT, it.deployment())
                        .map(own -> new DedicatedObjects(it, own.path("spec"))));
        return new MadeObjects(byOwner, new PodsOfGateways(shared, dedicated), versions);
    }

    private static String version(JsonNode object) {
        return object.path("metadata").path("resourceVersion").asString("");
    }

    /** The objects of one Gateway. */
    List<ObjectKey> of(String gatewayUid) {
        return byOwner.getOrDefault(gatewayUid, List.of());
    }
}
