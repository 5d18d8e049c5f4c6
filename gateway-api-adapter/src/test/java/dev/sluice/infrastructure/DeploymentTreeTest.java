package dev.sluice.infrastructure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.graph.parameters.Parameters.DedicatedPods;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.ObjectName;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Pods of a Gateway are as ours, but for what would make them ours. */
final class DeploymentTreeTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final JsonNode OWN = JSON.readTree("""
            {"replicas": 3, "strategy": {"type": "RollingUpdate"},
             "selector": {"matchLabels": {"app": "sluice", "instance": "a"}},
             "template": {
               "metadata": {"creationTimestamp": null, "labels": {"app": "sluice", "instance": "a", "tier": "edge"},
                 "annotations": {"theirs": "1"}},
               "spec": {
                 "serviceAccount": "sluice", "serviceAccountName": "sluice",
                 "securityContext": {"runAsNonRoot": true, "seccompProfile": {"type": "RuntimeDefault"}},
                 "terminationGracePeriodSeconds": 50,
                 "containers": [{"name": "sluice", "image": "sluice:1",
                   "env": [{"name": "SLUICE_LISTEN_DRAIN_TIMEOUT", "value": "30s"}],
                   "readinessProbe": {"httpGet": {"path": "/ready", "port": "management"}},
                   "lifecycle": {"preStop": {"sleep": {"seconds": 5}}},
                   "resources": {"limits": {"memory": "512Mi"}},
                   "securityContext": {"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true}}],
                 "topologySpreadConstraints": [
                   {"topologyKey": "kubernetes.io/hostname", "labelSelector": {"matchLabels": {"app": "sluice", "instance": "a"}}},
                   {"topologyKey": "zone", "labelSelector": {"matchLabels": {"tier": "edge"}}}]}}}""");

    private final Gateway gateway = Shop.gateway(
            "gw", 1, new Gateway.Infrastructure(Map.of("team", "x", "app", "shop"), Map.of("note", "y"), null), 80);

    @Test
    void podServesThisGatewayAloneAsAnAccountOfItsOwn() {
        var pod = deployment(OWN).at("/spec/template/spec");

        assertThat(pod.path("serviceAccountName").asString("")).isEqualTo("gw-sluice");
        assertThat(pod.has("serviceAccount")).isFalse();
        assertThat(pod.at("/containers/0/env").values())
                .extracting(variable -> variable.path("name").asString() + "="
                        + variable.path("value").asString())
                .containsExactly("SLUICE_LISTEN_DRAIN_TIMEOUT=30s", "SLUICE_KUBERNETES_GATEWAY=shop/gw");
    }

    @Test
    void restOfThePodIsAsOurs() {
        var pod = deployment(OWN).at("/spec/template/spec");
        var own = OWN.at("/template/spec");

        for (String same : new String[] {"securityContext", "terminationGracePeriodSeconds"}) {
            assertThat(pod.path(same)).isEqualTo(own.path(same));
        }
        for (String same : new String[] {"image", "readinessProbe", "lifecycle", "resources", "securityContext"}) {
            assertThat(pod.at("/containers/0/" + same)).isEqualTo(own.at("/containers/0/" + same));
        }
    }

    /** Otherwise the Deployment and the Services of the shared data plane would take these pods for their own. */
    @Test
    void labelsByWhichOurPodsAreSelectedAreNotOnIt() {
        var labels = deployment(OWN).at("/spec/template/metadata/labels");

        assertThat(labels.has("instance")).isFalse();
        assertThat(labels.path("app").asString("")).isEqualTo("shop");
        assertThat(labels.path("tier").asString("")).isEqualTo("edge");
        assertThat(labels.path("sluice.dev/gateway-uid").asString("")).isEqualTo("gw-uid");
        assertThat(labels.path("gateway.networking.k8s.io/gateway-name").asString(""))
                .isEqualTo("gw");
    }

    /** Source: GatewayInfrastructure.labels, .annotations. */
    @Test
    void infrastructureMetadataIsOnTheDeploymentAndItsPods() {
        var deployment = deployment(OWN);

        for (String at : new String[] {"/metadata", "/spec/template/metadata"}) {
            assertThat(deployment.at(at + "/labels/team").asString("")).isEqualTo("x");
            assertThat(deployment.at(at + "/annotations/note").asString("")).isEqualTo("y");
        }
        assertThat(deployment.at("/spec/template/metadata/annotations/theirs").asString(""))
                .isEqualTo("1");
    }

    @Test
    void podsAreSpreadAmongThemselves() {
        var constraints = deployment(OWN).at("/spec/template/spec/topologySpreadConstraints");

        assertThat(constraints.at("/0/labelSelector")).isEqualTo(deployment(OWN).at("/spec/selector"));
        assertThat(constraints.at("/1/labelSelector/matchLabels/tier").asString(""))
                .isEqualTo("edge");
    }

    @Test
    void digestIsAnotherWheneverThePodIsAndOnlyThen() {
        var changed = (ObjectNode) OWN.deepCopy();
        changed.withObject("/template/spec").put("priorityClassName", "high");
        var scaled = (ObjectNode) OWN.deepCopy();
        scaled.put("replicas", 9);

        assertThat(digest(deployment(changed))).isNotEqualTo(digest(deployment(OWN)));
        assertThat(digest(deployment(scaled))).isEqualTo(digest(deployment(OWN)));
    }

    @Test
    void oursIsNotChanged() {
        var before = OWN.deepCopy();

        deployment(OWN);

        assertThat(OWN).isEqualTo(before);
    }

    private JsonNode deployment(JsonNode own) {
        var metadata = Mark.metadata(gateway, new ObjectName("shop", "gw-sluice"), Map.of());
        return DeploymentTree.of(own, metadata, gateway, DedicatedPods.UNSET);
    }

    private static String digest(JsonNode deployment) {
        return deployment
                .path("metadata")
                .path("annotations")
                .path(DeploymentTree.DIGEST)
                .asString();
    }
}
