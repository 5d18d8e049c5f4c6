package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the chart makes, as {@code helm/check} keeps it in {@code helm/golden}; there is no Helm in this build. */
class ChartTest {

    private static final Path HELM = Path.of("..", "helm");
    private static final List<String> READING = List.of("get", "list", "watch");

    static List<String> cases() throws IOException {
        try (Stream<Path> folders = Files.list(HELM.resolve("golden"))) {
            return folders.map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void noRightHasAWildcard(String name) {
        assertThat(rules(objects(name))).allSatisfy(rule -> {
            assertThat(strings(rule.path("apiGroups"))).doesNotContain("*");
            assertThat(strings(rule.path("resources"))).noneMatch(resource -> resource.contains("*"));
            assertThat(strings(rule.path("verbs"))).isNotEmpty().doesNotContain("*");
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void secretsAreOnlyReadButForTheOneThatIsMadeForSessions(String name) {
        List<JsonNode> objects = objects(name);
        List<JsonNode> others = objects.stream()
                .filter(object -> !isOfTheLeader(object, objects))
                .toList();
        assertThat(ofSecrets(others))
                .allSatisfy(
                        rule -> assertThat(strings(rule.path("verbs"))).containsExactlyInAnyOrderElementsOf(READING));
        assertThat(ofSecrets(objects.stream()
                        .filter(object -> isOfTheLeader(object, objects))
                        .toList()))
                .allSatisfy(rule -> assertThat(strings(rule.path("verbs"))).containsExactly("create"));
    }

    /** The Role, in the namespace of the release, of the Lease and of what its holder makes there. */
    private static boolean isOfTheLeader(JsonNode object, List<JsonNode> all) {
        return object.path("kind").asString("").equals("Role")
                && object.at("/metadata/namespace")
                        .asString("")
                        .equals(ofKind(all, "Deployment")
                                .getFirst()
                                .at("/metadata/namespace")
                                .asString(""))
                && object.path("rules")
                        .valueStream()
                        .anyMatch(rule -> strings(rule.path("resources")).contains("leases"));
    }

    private static List<JsonNode> ofSecrets(List<JsonNode> objects) {
        return rules(objects).stream()
                .filter(rule -> strings(rule.path("resources")).contains("secrets"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void podsKeepTheRestrictedStandard(String name) {
        JsonNode pod = podSpec(objects(name));

        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean(false)).isTrue();
        assertThat(pod.at("/securityContext/seccompProfile/type").asString("")).isEqualTo("RuntimeDefault");
        assertThat(pod.path("containers")).isNotEmpty().allSatisfy(container -> {
            JsonNode context = container.path("securityContext");
            assertThat(context.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
            assertThat(context.path("readOnlyRootFilesystem").asBoolean(false)).isTrue();
            assertThat(strings(context.at("/capabilities/drop"))).containsExactly("ALL");
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aPodHasTimeToDrain(String name) {
        JsonNode pod = podSpec(objects(name));
        JsonNode container = pod.path("containers").path(0);
        int delay = container.at("/lifecycle/preStop/sleep/seconds").asInt(0);
        int timeout = Integer.parseInt(
                variable(container, "SLUICE_LISTEN_DRAIN_TIMEOUT").replace("s", ""));

        assertThat(delay).isPositive();
        assertThat(pod.path("terminationGracePeriodSeconds").asInt(0)).isGreaterThan(delay + timeout);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void itsPortsAreOpenInTheNetworkPolicy(String name) {
        List<JsonNode> objects = objects(name);
        String range = variable(podSpec(objects).path("containers").path(0), "SLUICE_INFRASTRUCTURE_PORT_RANGE");

        assertThat(ofKind(objects, "NetworkPolicy")).allSatisfy(policy -> {
            JsonNode port = policy.at("/spec/ingress/0/ports/0");
            // The controller has no sockets for clients.
            boolean serves = !policy.at("/metadata/name").asString().endsWith("-controller");
            assertThat(port.path("port").asInt(0) + "-" + port.path("endPort").asInt(0))
                    .isEqualTo(serves ? range : "0-0");
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void itsManagementPortIsOpenToNamedPeersOnly(String name) {
        List<JsonNode> policies = ofKind(objects(name), "NetworkPolicy");

        assertThat(policies.isEmpty()).isEqualTo(name.equals("least"));
        assertThat(policies)
                .allSatisfy(policy -> assertThat(policy.at("/spec/ingress").values())
                        .filteredOn(rule -> rule.path("from").isEmpty())
                        .flatMap(rule -> rule.path("ports").values())
                        .noneMatch(port -> port.path("port").asString("").equals("management")));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void itsTestPodIsNoPodOfAService(String name) {
        List<JsonNode> objects = objects(name);
        JsonNode labels = ofKind(objects, "Pod").getFirst().at("/metadata/labels");

        assertThat(ofKind(objects, "Service"))
                .isNotEmpty()
                .allSatisfy(service -> assertThat(labels.properties()
                                .containsAll(service.at("/spec/selector").properties()))
                        .isFalse());
    }

    /** Ports that are named would be the node's, so the new agent could not be there next to the old one. */
    @Test
    void agentsOfANodeMayOverlap() {
        JsonNode agents = ofKind(objects("mesh"), "DaemonSet").getFirst();

        assertThat(agents.at("/spec/updateStrategy/rollingUpdate/maxSurge").asInt(0))
                .isEqualTo(1);
        assertThat(agents.at("/spec/updateStrategy/rollingUpdate/maxUnavailable")
                        .asInt(1))
                .isZero();
        assertThat(agents.at("/spec/template/spec/hostNetwork").asBoolean(false))
                .isTrue();
        assertThat(agents.at("/spec/template/spec/containers").findValues("ports"))
                .isEmpty();
    }

    @Test
    void namespacesAreNotLeftWhereSomeAreNamed() {
        assertThat(ofKind(objects("namespaced"), "ClusterRole"))
                .flatMap(role -> strings(role.at("/rules").findValues("resources")))
                .isNotEmpty()
                .doesNotContain("secrets", "services", "gateways");
        assertThat(ofKind(objects("namespaced"), "Role"))
                .extracting(role -> role.at("/metadata/namespace").asString())
                .containsOnly("shop", "pay", "sluice-system");
    }

    @Test
    void springFiltersHaveAStructuralSchemaAndAStatus() {
        JsonNode crd = documents(HELM.resolve("sluice/crds/springfilters.yaml")).getFirst();
        JsonNode version = crd.at("/spec/versions/0");
        JsonNode schema = version.at("/schema/openAPIV3Schema/properties");

        assertThat(crd.at("/metadata/name").asString()).isEqualTo("springfilters.sluice.dev");
        assertThat(version.path("name").asString()).isEqualTo("v1alpha1");
        assertThat(version.path("subresources").has("status")).isTrue();
        assertThat(strings(schema.at("/spec/required"))).containsExactly("factory");
        assertThat(schema.at("/spec/properties/args/x-kubernetes-preserve-unknown-fields")
                        .asBoolean(false))
                .isTrue();
        assertThat(schema.at("/status/properties").has("ancestors")).isTrue();
    }

    @Test
    void parametersOfTheClassAreThoseOfTheirKind() throws IOException {
        JsonNode crd =
                documents(HELM.resolve("sluice/crds/gatewayparameters.yaml")).getFirst();
        JsonNode spec = crd.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties");
        JsonNode values = JsonMapper.shared().readTree(Files.readString(HELM.resolve("sluice/values.schema.json")));
        JsonNode parameters = values.at("/properties/gatewayClass/properties/parameters/properties");

        assertThat(spec.propertyNames()).containsExactly("service", "pods");
        assertThat(spec.propertyNames()).allSatisfy(part -> {
            JsonNode fields = spec.at("/" + part + "/properties");
            assertThat(fields.propertyNames())
                    .containsExactlyElementsOf(
                            parameters.at("/" + part + "/properties").propertyNames());
            assertThat(fields.propertyNames())
                    .allSatisfy(field -> assertThat(fields.path(field).path("enum"))
                            .containsExactlyInAnyOrderElementsOf(
                                    parameters.at("/" + part + "/properties/" + field + "/enum")));
        });
    }

    @Test
    void chartHasTheVersionOfTheBuild() throws IOException {
        JsonNode chart = documents(HELM.resolve("sluice/Chart.yaml")).getFirst();
        String version = chart.path("version").asString();

        assertThat(Files.readString(Path.of("pom.xml"))).contains("<version>" + version + "</version>");
        assertThat(chart.path("appVersion").asString()).isEqualTo(version);
    }

    private static List<JsonNode> objects(String name) {
        return documents(HELM.resolve("golden").resolve(name).resolve("expected.yaml"));
    }

    private static List<JsonNode> documents(Path file) {
        try {
            var documents = new ArrayList<JsonNode>();
            for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(Files.readString(file))) {
                documents.add(JsonMapper.shared().valueToTree(document));
            }
            return documents;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<JsonNode> ofKind(List<JsonNode> objects, String kind) {
        return objects.stream()
                .filter(object -> object.path("kind").asString().equals(kind))
                .toList();
    }

    private static List<JsonNode> rules(List<JsonNode> objects) {
        return objects.stream()
                .flatMap(object -> object.path("rules").valueStream())
                .toList();
    }

    private static JsonNode podSpec(List<JsonNode> objects) {
        return ofKind(objects, "Deployment").getFirst().at("/spec/template/spec");
    }

    private static String variable(JsonNode container, String name) {
        return container
                .path("env")
                .valueStream()
                .filter(variable -> variable.path("name").asString().equals(name))
                .map(variable -> variable.path("value").asString())
                .findFirst()
                .orElseThrow();
    }

    private static List<String> strings(JsonNode list) {
        return list.valueStream().map(JsonNode::asString).toList();
    }

    private static List<String> strings(List<JsonNode> lists) {
        return lists.stream().flatMap(list -> strings(list).stream()).toList();
    }
}
