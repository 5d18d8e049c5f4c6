package dev.sluice.infrastructure;

import dev.sluice.graph.GraphSettings;
import dev.sluice.graph.gateway.GatewayLabels;
import dev.sluice.graph.gateway.GatewayServiceName;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.ObjectName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The metadata of what is made for Gateways: whose it is, and what {@code spec.infrastructure} asks for. Which keys
 * came from there is written down beside them, so that they go again, and nobody else's.
 */
public final class Mark {

    /** Keys of the labels that came from the Gateway, in an annotation. */
    public static final String PROPAGATED_LABELS = "sluice.dev/propagated-labels";

    /** Keys of the annotations that came from the Gateway, in an annotation. */
    public static final String PROPAGATED_ANNOTATIONS = "sluice.dev/propagated-annotations";

    /** Fields of a Service that came from parameters and go again with them, in an annotation. */
    public static final String SERVICE_FIELDS = "sluice.dev/service-fields";

    /**
     * Fields of a Service that may go again. A load balancer's class cannot be taken away, nor a family of addresses:
     * these stay.
     */
    public static final List<String> REMOVABLE_FIELDS = List.of("externalTrafficPolicy", "loadBalancerSourceRanges");

    /** Who made an object, in an annotation; not there where that is the controller by its usual name. */
    static final String CONTROLLER_NAME = "sluice.dev/controller-name";

    private static final String GATEWAY_CLASS_NAME = "gateway.networking.k8s.io/gateway-class-name";

    private Mark() {}

    /** Whether an object says that we made it. */
    public static boolean isOn(Map<String, String> labels) {
        return GatewayLabels.SLUICE.equals(labels.get(GatewayLabels.MANAGED_BY));
    }

    /** Whether an object says that we made it, or another installation. */
    public static boolean isOn(JsonNode object) {
        return GatewayLabels.SLUICE.equals(managedBy(object.path("metadata")));
    }

    /**
     * Whether an object is one that we made for the Gateway with this uid; only such a one is ever changed.
     *
     * @param controllerName ours
     */
    public static boolean isOn(JsonNode object, String gatewayUid, String controllerName) {
        return !gatewayUid.isEmpty() && gatewayUid.equals(owner(object, controllerName));
    }

    /**
     * Whether an object is one that we made for a Gateway of this name and that nobody owns any more, as after a
     * restore or a deletion that orphans. It may be taken again.
     *
     * @param controllerName ours
     */
    public static boolean isOrphanOf(Gateway gateway, JsonNode object, String controllerName) {
        var metadata = object.path("metadata");
        var labels = new TreeMap<String, String>();
        metadata.path("labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asString("")));
        return metadata.path("ownerReferences").isEmpty()
                && isSigned(metadata, controllerName)
                && GatewayLabels.areOf(labels, gateway);
    }

    /**
     * The uid of the Gateway for which we made an object; empty where we did not make it, but somebody else or another
     * installation.
     *
     * @param controllerName ours
     */
    public static String owner(JsonNode object, String controllerName) {
        return isSigned(object.path("metadata"), controllerName) ? owner(object) : "";
    }

    /** Whether metadata say that we made an object, not another installation. */
    private static boolean isSigned(JsonNode metadata, String controllerName) {
        var controller = metadata.path("annotations").path(CONTROLLER_NAME).asString(GraphSettings.CONTROLLER_NAME);
        return managedBy(metadata).equals(GatewayLabels.SLUICE) && controller.equals(controllerName);
    }

    private static String managedBy(JsonNode metadata) {
        return metadata.path("labels").path(GatewayLabels.MANAGED_BY).asString("");
    }

    /** The uid of the Gateway that owns an object; empty where none does. */
    public static String owner(JsonNode object) {
        return object.path("metadata").path("ownerReferences").values().stream()
                .filter(it -> it.path("kind").asString("").equals("Gateway"))
                .filter(it -> it.path("controller").booleanValue(false))
                .map(it -> it.path("uid").asString(""))
                .findFirst()
                .orElse("");
    }

    /**
     * Metadata for an object that is made for a Gateway.
     *
     * @param labels that such an object needs beside the usual ones
     */
    static ObjectNode metadata(Gateway gateway, ObjectName name, Map<String, String> labels) {
        var infrastructure = gateway.spec().infrastructure();
        var allLabels = new TreeMap<>(infrastructure.labels());
        allLabels.putAll(labels);
        allLabels.put(GatewayLabels.MANAGED_BY, GatewayLabels.SLUICE);
        allLabels.put(
                GatewayLabels.GATEWAY_NAME,
                GatewayServiceName.labelValue(gateway.name().name()));
        allLabels.put(
                GATEWAY_CLASS_NAME, GatewayServiceName.labelValue(gateway.spec().gatewayClassName()));
        var annotations = new TreeMap<>(infrastructure.annotations());
        writeDown(annotations, PROPAGATED_LABELS, infrastructure.labels().keySet());
        writeDown(
                annotations,
                PROPAGATED_ANNOTATIONS,
                infrastructure.annotations().keySet());
        var metadata = JsonNodeFactory.instance.objectNode();
        metadata.put("name", name.name()).put("namespace", name.namespace());
        allLabels.forEach(metadata.putObject("labels")::put);
        annotations.forEach(metadata.putObject("annotations")::put);
        metadata.putArray("ownerReferences").add(reference(gateway));
        return metadata;
    }

    /** Writes down who makes an object. */
    static void sign(ObjectNode object, String controllerName) {
        var annotations = object.withObject("/metadata/annotations");
        annotations.remove(CONTROLLER_NAME);
        if (!controllerName.equals(GraphSettings.CONTROLLER_NAME)) {
            annotations.put(CONTROLLER_NAME, controllerName);
        }
    }

    /** Without blockOwnerDeletion, which needs rights on the Gateway. */
    private static ObjectNode reference(Gateway gateway) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", "gateway.networking.k8s.io/v1")
                .put("kind", gateway.kind().word())
                .put("name", gateway.name().name())
                .put("uid", gateway.metadata().uid())
                .put("controller", true);
    }

    private static void writeDown(Map<String, String> annotations, String key, Collection<String> keys) {
        if (!keys.isEmpty()) {
            annotations.put(key, String.join(",", keys.stream().sorted().toList()));
        }
    }
}
