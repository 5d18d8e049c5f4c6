package dev.sluice.infrastructure.write;

import dev.sluice.cluster.ObjectKey;
import dev.sluice.infrastructure.Mark;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Compares an object as it shall be with one of ours that is there. Only what we set is compared, so that what others
 * add, and what the API server fills in, stays.
 */
final class Difference {

    private static final String RESOURCE_VERSION = "resourceVersion";
    private static final List<String> SERVICE_TEXTS = List.of("type", "loadBalancerIP");

    private final JsonNode wanted;
    private final JsonNode stored;
    private final ObjectNode patch = JsonNodeFactory.instance.objectNode();

    private Difference(JsonNode wanted, JsonNode stored) {
        this.wanted = wanted;
        this.stored = stored;
    }

    /** The write that makes a Service what it shall be; empty where it is. */
    static Optional<Write> ofService(ObjectKey key, JsonNode wanted, JsonNode stored) {
        var difference = new Difference(wanted, stored);
        if (difference.hasOtherClusterIp()) {
            return Optional.of(new Write.Delete(key, difference.resourceVersion()));
        }
        difference.metadata();
        difference.serviceSpec();
        return difference.write(key);
    }

    /** The write that makes an EndpointSlice what it shall be; empty where it is. */
    static Optional<Write> ofEndpointSlice(ObjectKey key, JsonNode wanted, JsonNode stored) {
        var difference = new Difference(wanted, stored);
        difference.metadata();
        if (!items(wanted, "endpoints").equals(items(stored, "endpoints"))) {
            difference.patch.set("endpoints", wanted.path("endpoints"));
        }
        if (!ports(wanted, "port").equals(ports(stored, "port"))) {
            difference.patch.set("ports", wanted.path("ports"));
        }
        return difference.write(key);
    }

    /** Such an address cannot be changed. */
    private boolean hasOtherClusterIp() {
        var clusterIp = wanted.path("spec").path("clusterIP").asString("");
        return !clusterIp.isEmpty()
                && !clusterIp.equals(stored.path("spec").path("clusterIP").asString(""));
    }

    private void metadata() {
        keys("labels", Mark.PROPAGATED_LABELS);
        keys("annotations", Mark.PROPAGATED_ANNOTATIONS);
    }

    /** Sets what is wanted, and removes what the Gateway has asked for and does not any more. */
    private void keys(String member, String propagated) {
        var now = wanted.path("metadata").path(member);
        var before = stored.path("metadata").path(member);
        for (var entry : now.properties()) {
            if (!entry.getValue().equals(before.path(entry.getKey()))) {
                patch.withObject("/metadata/" + member).set(entry.getKey(), entry.getValue());
            }
        }
        for (String key : propagatedBefore(member, propagated)) {
            if (before.has(key) && !now.has(key)) {
                patch.withObject("/metadata/" + member).putNull(key);
            }
        }
    }

    private Set<String> propagatedBefore(String member, String propagated) {
        var keys = new LinkedHashSet<String>();
        var list = stored.path("metadata").path("annotations").path(propagated).asString("");
        var tokens = new StringTokenizer(list, ",");
        while (tokens.hasMoreTokens()) {
            keys.add(tokens.nextToken());
        }
        if (member.equals("annotations")) {
            keys.add(Mark.PROPAGATED_LABELS);
            keys.add(Mark.PROPAGATED_ANNOTATIONS);
        }
        return keys;
    }

    private void serviceSpec() {
        var now = wanted.path("spec");
        var before = stored.path("spec");
        for (String field : SERVICE_TEXTS) {
            if (!now.path(field).asString("").equals(before.path(field).asString(""))) {
                spec().set(field, now.has(field) ? now.path(field) : JsonNodeFactory.instance.nullNode());
            }
        }
        if (!before.path("selector").isEmpty()) {
            spec().putNull("selector");
        }
        if (!ports(now, "targetPort").equals(ports(before, "targetPort"))) {
            servicePorts(now, before);
        }
    }

    /** A list is patched as a whole, so the ports of the nodes that the API server has chosen are sent back. */
    private void servicePorts(JsonNode now, JsonNode before) {
        var list = spec().putArray("ports");
        for (JsonNode port : now.path("ports").values()) {
            var sent = ((ObjectNode) port).deepCopy();
            var nodePort = nodePort(before, port.path("port").intValue());
            if (nodePort != null) {
                sent.set("nodePort", nodePort);
            }
            list.add(sent);
        }
    }

    private static @Nullable JsonNode nodePort(JsonNode spec, int port) {
        return spec.path("ports").values().stream()
                .filter(it -> it.path("port").intValue() == port && it.has("nodePort"))
                .map(it -> it.path("nodePort"))
                .findFirst()
                .orElse(null);
    }

    private ObjectNode spec() {
        return patch.withObject("/spec");
    }

    private static List<String> ports(JsonNode parent, String target) {
        return items(parent, "ports").stream()
                .map(it -> String.join(
                        "/",
                        it.path("name").asString(""),
                        it.path("port").asString(""),
                        it.path("protocol").asString("TCP"),
                        it.path(target).asString("")))
                .toList();
    }

    /** The API server writes an empty list as null. */
    private static List<JsonNode> items(JsonNode parent, String member) {
        return List.copyOf(parent.path(member).values());
    }

    private Optional<Write> write(ObjectKey key) {
        if (patch.isEmpty()) {
            return Optional.empty();
        }
        patch.withObject("/metadata").put(RESOURCE_VERSION, resourceVersion());
        return Optional.of(new Write.Patch(key, patch));
    }

    private String resourceVersion() {
        return stored.path("metadata").path(RESOURCE_VERSION).asString("");
    }
}
