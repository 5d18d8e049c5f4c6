package dev.sluice.infrastructure.write;

import static dev.sluice.infrastructure.write.MadeObjects.DEPLOYMENT;
import static dev.sluice.infrastructure.write.MadeObjects.ENDPOINT_SLICE;
import static dev.sluice.infrastructure.write.MadeObjects.SERVICE;

import dev.sluice.cluster.ContentHash;
import dev.sluice.cluster.ObjectKey;
import dev.sluice.infrastructure.DeploymentTree;
import dev.sluice.infrastructure.Mark;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

    private static final List<String> SERVICE_OPTIONS = List.of(
            "loadBalancerClass", "externalTrafficPolicy", "loadBalancerSourceRanges", "ipFamilyPolicy", "ipFamilies");

    private static final List<String> NOT_OF_NODE_PORT = List.of(
            "loadBalancerSourceRanges",
            "loadBalancerClass",
            "allocateLoadBalancerNodePorts",
            "healthCheckNodePort",
            "loadBalancerIP");
    private static final List<String> NOT_OF_CLUSTER_IP = Stream.concat(
                    NOT_OF_NODE_PORT.stream(), Stream.of("externalTrafficPolicy"))
            .toList();

    private final JsonNode wanted;
    private final JsonNode stored;
    private final ObjectNode patch = JsonNodeFactory.instance.objectNode();

    private Difference(JsonNode wanted, JsonNode stored) {
        this.wanted = wanted;
        this.stored = stored;
    }

    /** The write that makes an object what it shall be; empty where it is. */
    static Optional<Write> of(ObjectKey key, JsonNode wanted, JsonNode stored) {
        var difference = new Difference(wanted, stored);
        if (difference.hasOtherClusterIp() || difference.hasOtherRole() || difference.hasOtherPods(key)) {
            return Optional.of(new Write.Delete(key, difference.resourceVersion()));
        }
        difference.metadata();
        switch (key.kind()) {
            case SERVICE -> difference.serviceSpec();
            case ENDPOINT_SLICE -> difference.endpointSlice();
            case DEPLOYMENT -> difference.deploymentSpec();
            default -> difference.subjects(items(wanted, "subjects"));
        }
        return difference.write(key);
    }

    /** The write that gives a binding these subjects and no others; empty where it has them. */
    static Optional<Write> ofSubjects(ObjectKey key, JsonNode subjects, JsonNode stored) {
        var wanted = JsonNodeFactory.instance.objectNode();
        wanted.set("subjects", subjects);
        var difference = new Difference(wanted, stored);
        difference.subjects(List.copyOf(subjects.values()));
        return difference.write(key);
    }

    /** Such an address cannot be changed. */
    private boolean hasOtherClusterIp() {
        var clusterIp = wanted.path("spec").path("clusterIP").asString("");
        return !clusterIp.isEmpty()
                && !clusterIp.equals(stored.path("spec").path("clusterIP").asString(""));
    }

    /** Nor can the role of a binding. */
    private boolean hasOtherRole() {
        return !wanted.path("roleRef").equals(stored.path("roleRef"));
    }

    /** Nor can the pods that a Deployment selects, as where it was made for a Gateway that had the name before. */
    private boolean hasOtherPods(ObjectKey key) {
        return key.kind().equals(DEPLOYMENT) && !wanted.at("/spec/selector").equals(stored.at("/spec/selector"));
    }

    private void metadata() {
        if (stored.at("/metadata/ownerReferences").isEmpty()
                && wanted.at("/metadata").has("ownerReferences")) {
            patch.withObject("/metadata").set("ownerReferences", wanted.at("/metadata/ownerReferences"));
        }
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
        for (String key : PropagatedKeys.of(stored, member, propagated)) {
            if (before.has(key) && !now.has(key)) {
                patch.withObject("/metadata/" + member).putNull(key);
            }
        }
    }

    /** Both lists or none: whoever waits for the sockets must know all of them. */
    private void endpointSlice() {
        if (!items(wanted, "endpoints").equals(items(stored, "endpoints"))
                || !ports(wanted, "port").equals(ports(stored, "port"))) {
            patch.set("endpoints", wanted.path("endpoints"));
            patch.set("ports", wanted.path("ports"));
        }
    }

    /**
     * Only where we want something else than before: what the API server, or somebody by a webhook, adds to it would be
     * sent for ever.
     */
    private void deploymentSpec() {
        var now = wanted.path("spec");
        var before = stored.path("spec");
        if (patch.at("/metadata/annotations").has(DeploymentTree.DIGEST)) {
            var changed = MergePatch.between(before, now);
            changed.remove("replicas");
            spec().setAll(changed);
        }
        if (now.has("replicas") && !now.path("replicas").equals(before.path("replicas"))) {
            spec().set("replicas", now.path("replicas"));
        }
    }

    private void subjects(List<JsonNode> now) {
        if (!now.equals(items(stored, "subjects"))) {
            patch.putArray("subjects").addAll(now);
        }
    }

    private void serviceSpec() {
        var now = wanted.path("spec");
        var before = stored.path("spec");
        for (String field : SERVICE_TEXTS) {
            if (!now.path(field).asString("").equals(before.path(field).asString(""))) {
                spec().set(field, now.has(field) ? now.path(field) : JsonNodeFactory.instance.nullNode());
            }
        }
        forbiddenFields(now.path("type").asString(""), before);
        options(now, before);
        selector(now.path("selector"), before.path("selector"));
        if (!ports(now, "targetPort").equals(ports(before, "targetPort")) || hasForeignNodePorts(now, before)) {
            servicePorts(now, before);
        }
    }

    /** Fields that parameters set; what they set no more, and may go, goes. */
    private void options(JsonNode now, JsonNode before) {
        for (String field : SERVICE_OPTIONS) {
            if (now.has(field) && !isThere(field, now.path(field), before.path(field))) {
                spec().set(field, now.path(field));
            }
        }
        PropagatedKeys.listed(stored, Mark.SERVICE_FIELDS).stream()
                .filter(Mark.REMOVABLE_FIELDS::contains)
                .filter(field -> before.has(field) && !now.has(field))
                .forEach(field -> spec().putNull(field));
    }

    /** The API server adds the second family of addresses itself. */
    private static boolean isThere(String field, JsonNode now, JsonNode before) {
        return field.equals("ipFamilies")
                ? IntStream.range(0, now.size())
                        .allMatch(index -> now.path(index).equals(before.path(index)))
                : now.equals(before);
    }

    /**
     * What somebody has set for another type would make the API server refuse the change. Of the type itself all stays.
     * Source: core/v1 ServiceSpec.
     */
    private void forbiddenFields(String type, JsonNode before) {
        if (!type.equals(before.path("type").asString(""))) {
            var forbidden = type.equals("ClusterIP") ? NOT_OF_CLUSTER_IP : NOT_OF_NODE_PORT;
            if (!type.equals("LoadBalancer")) {
                forbidden.stream().filter(before::has).forEach(spec()::putNull);
            }
        }
    }

    /**
     * A selector of the Gateway's own pods stays when it gets shared ones: it selects none any more, and without one
     * Kubernetes would leave the EndpointSlices that it has made as they are.
     */
    private void selector(JsonNode now, JsonNode before) {
        if (now.isMissingNode()) {
            if (!before.isEmpty() && !DeploymentTree.isSelector(before, Mark.owner(wanted))) {
                spec().putNull("selector");
            }
        } else if (!now.equals(before)) {
            spec().set("selector", MergePatch.between(before, now));
        }
    }

    /** A list is patched as a whole, so the ports of the nodes that the API server has chosen are sent back. */
    private void servicePorts(JsonNode now, JsonNode before) {
        var list = spec().putArray("ports");
        for (JsonNode port : now.path("ports").values()) {
            var sent = ((ObjectNode) port).deepCopy();
            var nodePort =
                    isInside(now) ? null : nodePort(before, port.path("port").intValue());
            if (nodePort != null) {
                sent.set("nodePort", nodePort);
            }
            list.add(sent);
        }
    }

    private static boolean isInside(JsonNode spec) {
        return spec.path("type").asString("").equals("ClusterIP");
    }

    /** A Service of type ClusterIP may have none. */
    private static boolean hasForeignNodePorts(JsonNode now, JsonNode before) {
        return isInside(now) && before.path("ports").values().stream().anyMatch(port -> port.has("nodePort"));
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
        return Optional.of(new Write.Patch(key, patch, ContentHash.of(wanted)));
    }

    private String resourceVersion() {
        return stored.path("metadata").path(RESOURCE_VERSION).asString("");
    }
}
