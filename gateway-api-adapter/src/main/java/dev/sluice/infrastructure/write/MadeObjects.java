package dev.sluice.infrastructure.write;

import dev.sluice.cluster.ObjectKey;
import dev.sluice.cluster.StoredObjects;
import dev.sluice.infrastructure.DataPlaneEndpoints;
import dev.sluice.infrastructure.Mark;
import dev.sluice.resource.ObjectName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is stored of the objects that were made for Gateways, and the data plane's pods.
 *
 * @param byOwner by the uid of the Gateway
 * @param versions of every object that was looked at, by which a change is seen
 */
record MadeObjects(
        Map<String, List<ObjectKey>> byOwner, DataPlaneEndpoints endpoints, Map<ObjectKey, String> versions) {

    static final String SERVICE = "Service";
    static final String ENDPOINT_SLICE = "EndpointSlice";

    /** Looks through everything that is stored. */
    static MadeObjects of(StoredObjects stored, ObjectName dataPlaneService) {
        var byOwner = new HashMap<String, List<ObjectKey>>();
        var versions = new HashMap<ObjectKey, String>();
        for (String kind : List.of(SERVICE, ENDPOINT_SLICE)) {
            for (var object : stored.all(kind)) {
                var owner = Mark.owner(object);
                if (!owner.isEmpty()) {
                    var key = ObjectKey.of(kind, object);
                    byOwner.computeIfAbsent(owner, _ -> new ArrayList<>()).add(key);
                    versions.put(
                            key, object.path("metadata").path("resourceVersion").asString(""));
                }
            }
        }
        var endpoints = DataPlaneEndpoints.of(stored.all(ENDPOINT_SLICE), dataPlaneService);
        return new MadeObjects(byOwner, endpoints, versions);
    }

    /** The objects of one Gateway. */
    List<ObjectKey> of(String gatewayUid) {
        return byOwner.getOrDefault(gatewayUid, List.of());
    }
}
