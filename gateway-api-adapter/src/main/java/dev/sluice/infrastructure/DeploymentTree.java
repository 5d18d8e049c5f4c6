package dev.sluice.infrastructure;

import dev.sluice.graph.parameters.Parameters.DedicatedPods;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.GatewayParameters.Resources;
import dev.sluice.text.Sha256;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The Deployment of a Gateway's own pods: as ours, but for whose pods they are, as whom they run, what they may use,
 * and that they serve only this Gateway. Ours is read as it is stored, so every default is in it already.
 */
public final class DeploymentTree {

    /** Annotation by which is seen that what we want is another; who else changes the Deployment is left alone. */
    public static final String DIGEST = "sluice.dev/template-digest";

    /** Label of the pods of one Gateway, with its uid: what its Service selects. */
    static final String GATEWAY_UID = "sluice.dev/gateway-uid";

    private static final String GATEWAY_VARIABLE = "SLUICE_KUBERNETES_GATEWAY";

    private final JsonNode own;
    private final Gateway gateway;
    private final ObjectNode metadata;

    private DeploymentTree(JsonNode own, Gateway gateway, ObjectNode metadata) {
        this.own = own;
        this.gateway = gateway;
        this.metadata = metadata;
    }

    /**
     * The Deployment as it shall be.
     *
     * @param own spec of ours; is not changed
     * @param metadata of the new one
     * @param wish what is to differ from ours
     */
    static ObjectNode of(JsonNode own, ObjectNode metadata, Gateway gateway, DedicatedPods wish) {
        var deployment = JsonNodeFactory.instance.objectNode();
        deployment.put("apiVersion", "apps/v1").put("kind", "Deployment");
        deployment.set("metadata", metadata);
        var spec = new DeploymentTree(own, gateway, metadata).spec();
        resources(spec, wish.resources());
        metadata.withObject("/annotations").put(DIGEST, Sha256.hex(spec.toString()));
        if (wish.replicas() != null) {
            spec.put("replicas", wish.replicas());
        }
        deployment.set("spec", spec);
        return deployment;
    }

    /** What selects the pods of a Gateway, and nobody else's. */
    static ObjectNode selector(Gateway gateway) {
        return JsonNodeFactory.instance
                .objectNode()
                .put(GATEWAY_UID, gateway.metadata().uid());
    }

    /** Whether a selector is that of the Gateway with this uid. */
    public static boolean isSelector(JsonNode selector, String gatewayUid) {
        return selector.size() == 1 && selector.path(GATEWAY_UID).asString("").equals(gatewayUid);
    }

    private ObjectNode spec() {
        var spec = (ObjectNode) own.deepCopy();
        spec.remove("replicas");
        spec.putObject("selector").set("matchLabels", selector(gateway));
        var template = spec.withObject("/template");
        template.set("metadata", podMetadata(template.path("metadata")));
        pod(template.withObject("/spec"));
        return spec;
    }

    /** Without the labels by which our own pods are selected: these must not be taken for them. */
    private ObjectNode podMetadata(JsonNode ownPods) {
        var labels = JsonNodeFactory.instance.objectNode();
        ownPods.path("labels").properties().forEach(label -> labels.set(label.getKey(), label.getValue()));
        labels.remove(own.at("/selector/matchLabels").propertyNames());
        metadata.path("labels").properties().forEach(label -> labels.set(label.getKey(), label.getValue()));
        labels.setAll(selector(gateway));
        var annotations = JsonNodeFactory.instance.objectNode();
        ownPods.path("annotations").properties().forEach(it -> annotations.set(it.getKey(), it.getValue()));
        gateway.spec().infrastructure().annotations().forEach(annotations::put);
        var pods = JsonNodeFactory.instance.objectNode();
        pods.set("labels", labels);
        pods.set("annotations", annotations);
        return pods;
    }

    private void pod(ObjectNode pod) {
        var account = metadata.path("name").asString("");
        pod.put("serviceAccountName", account);
        // The older name of that field: the API server keeps both.
        pod.remove("serviceAccount");
        var env = ((ObjectNode) pod.at("/containers/0")).withArray("/env");
        env.addObject()
                .put("name", GATEWAY_VARIABLE)
                .put("value", gateway.name().toString());
        pod.path("topologySpreadConstraints").values().forEach(this::spread);
    }

    /** Over nodes as ours are, but among themselves. */
    private void spread(JsonNode constraint) {
        var selector = constraint.path("labelSelector");
        if (selector.equals(own.path("selector"))) {
            ((ObjectNode) selector).set("matchLabels", selector(gateway));
        }
    }

    private static void resources(ObjectNode spec, @Nullable Resources resources) {
        if (resources != null) {
            var container = (ObjectNode) spec.at("/template/spec/containers/0");
            var tree = container.putObject("resources");
            quantities(tree, "requests", resources.requests());
            quantities(tree, "limits", resources.limits());
        }
    }

    private static void quantities(ObjectNode resources, String member, Map<String, String> quantities) {
        if (!quantities.isEmpty()) {
            new TreeMap<>(quantities).forEach(resources.putObject(member)::put);
        }
    }
}
