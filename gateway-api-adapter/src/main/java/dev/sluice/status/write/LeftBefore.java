package dev.sluice.status.write;

import dev.sluice.cluster.ObjectKey;
import dev.sluice.cluster.StoredObjects;
import dev.sluice.cluster.api.Answer;
import dev.sluice.cluster.api.ApiServer;
import dev.sluice.cluster.api.LastWriter;
import dev.sluice.cluster.api.UnavailableException;
import dev.sluice.resource.ObjectName;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds Gateways and ListenerSets whose GatewayClass was deleted while nobody led, so that no process remembers that we
 * answered for them. Their status names no controller, so it is certain only by two signs together: the API server has
 * no such class, so no controller answers for the object, and it was we who wrote its status last, by the field manager
 * of our patches. Looks once each time that this replica begins to lead. Used by one thread.
 */
final class LeftBefore {

    private static final String CLASSES = "/gatewayclasses/";
    private static final String NAMESPACES = "/apis/gateway.networking.k8s.io/v1/namespaces/";

    private final ApiServer server;
    private final String controllerName;
    private boolean looked;

    LeftBefore(ApiServer server, String controllerName) {
        this.server = server;
        this.controllerName = controllerName;
    }

    /** This replica does not lead: another one may leave objects. */
    void end() {
        looked = false;
    }

    /**
     * Those that are found, with the generation that was judged; asks the API server for each object that says
     * something and that we do not answer for.
     *
     * @param named the objects that we do answer for
     * @throws UnavailableException if the API server does not answer: then it has to be asked again
     */
    Map<ObjectKey, Long> look(StoredObjects stored, Set<ObjectKey> named) {
        var found = new HashMap<ObjectKey, Long>();
        if (looked) {
            return found;
        }
        for (String kind : NoLongerOurs.KINDS) {
            for (ObjectNode object : stored.all(kind)) {
                var status = StoredStatus.of(object);
                var judged = NoLongerOurs.judged(status).max();
                if (judged.isPresent() && !named.contains(status.key()) && isLeft(status.path())) {
                    found.put(status.key(), judged.getAsLong());
                }
            }
        }
        looked = true;
        return found;
    }

    private boolean isLeft(String path) {
        return server.read(path) instanceof Answer.Done(var object)
                && LastWriter.wroteStatus(object, controllerName)
                && hasNoClass(object);
    }

    private boolean hasNoClass(ObjectNode object) {
        var spec = object.path("spec");
        if (spec.has("gatewayClassName")) {
            var name = new ObjectName("", spec.path("gatewayClassName").asString(""));
            var api = "/apis/" + object.path("apiVersion").asString("");
            return name.canBeStored() && isGone(api + CLASSES + name);
        }
        var gatewayName = gateway(object);
        if (!gatewayName.canBeStored()) {
            return false;
        }
        return switch (server.read(NAMESPACES + gatewayName.namespace() + "/gateways/" + gatewayName.name())) {
            case Answer.Done(var gateway) -> gateway.path("spec").has("gatewayClassName") && hasNoClass(gateway);
            case Answer.Gone _ -> true;
            case Answer.Refused _, Answer.Conflict _ -> false;
        };
    }

    /** That of a ListenerSet. */
    private static ObjectName gateway(ObjectNode listenerSet) {
        var parent = listenerSet.at("/spec/parentRef");
        var namespace = listenerSet.at("/metadata/namespace").asString("");
        return new ObjectName(
                parent.path("namespace").asString(namespace),
                parent.path("name").asString(""));
    }

    private boolean isGone(String path) {
        return server.read(path) instanceof Answer.Gone;
    }
}
