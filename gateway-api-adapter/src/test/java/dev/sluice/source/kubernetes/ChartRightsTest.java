package dev.sluice.source.kubernetes;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service accounts of the chart may read what is watched. Otherwise a replica would never be ready. */
class ChartRightsTest {

    private static final Path CASES = Path.of("..", "helm", "golden");
    private static final String SLUICE = "sluice-system-sluice";
    private static final Set<String> OF_GATEWAYS =
            Set.of("Gateway", "GatewayClass", "GatewayParameters", "ListenerSet", "XListenerSet", "XTelemetryPolicy");
    private static final String KEYS = "SLUICE_SESSIONS_KEYS_SECRET";
    private static final Set<String> READING = Set.of("get", "list", "watch");

    /**
     * A right.
     *
     * @param name the only object that it is for; empty: all
     */
    private record Right(String group, String resource, String name, String verb) {}

    static List<WatchedKind> kinds() {
        return WatchedKind.ALL;
    }

    static List<WatchedKind> kindsOfDedicated() {
        return WatchedKind.ofDedicated(SLUICE + "-dedicated");
    }

    static List<WatchedKind> kindsThatAreNotSecret() {
        return WatchedKind.ALL.stream()
                .filter(kind -> !WatchedKind.SECRET.contains(kind.kind()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyKindThatIsWatchedMayBeRead(WatchedKind kind) {
        assertThat(rights("default", SLUICE)).containsAll(toRead(kind));
    }

    @Test
    void nothingOfDedicatedGatewaysMayBeDoneUnlessAskedFor() {
        assertThat(rights("default", SLUICE))
                .noneMatch(
                        right -> right.group().equals("apps") || right.group().startsWith("rbac"))
                .noneMatch(right -> right.resource().equals("serviceaccounts"));
    }

    @Nested
    class WithDedicatedGateways {

        private final Set<Right> ofControllers = rights("dedicated", SLUICE);
        private final Set<Right> everywhere = rights("dedicated", SLUICE + "-dedicated");
        private final Set<Right> inTheNamespace = rights("dedicated", SLUICE + "-dedicated-namespace");

        @ParameterizedTest
        @MethodSource("dev.sluice.source.kubernetes.ChartRightsTest#kindsOfDedicated")
        void whatIsMadeMayBeRead(WatchedKind kind) {
            assertThat(ofControllers).containsAll(toRead(kind));
        }

        @ParameterizedTest
        @MethodSource("dev.sluice.source.kubernetes.ChartRightsTest#kindsThatAreNotSecret")
        void podOfAGatewayMayReadWhatIsNotSecret(WatchedKind kind) {
            assertThat(everywhere).containsAll(toRead(kind));
        }

        @Test
        void podOfAGatewayMayReadWhatIsSecretInItsNamespaceAlone() {
            assertThat(everywhere)
                    .noneMatch(right -> Set.of("secrets", "configmaps").contains(right.resource()));
            assertThat(inTheNamespace.stream().map(Right::resource).collect(toSet()))
                    .containsExactlyInAnyOrder("secrets", "configmaps");
        }

        @Test
        void podOfAGatewayMayWriteNothing() {
            assertThat(Stream.concat(everywhere.stream(), inTheNamespace.stream()))
                    .isNotEmpty()
                    .allMatch(right -> READING.contains(right.verb()));
        }

        /** Otherwise the API server would not let them be given. */
        @Test
        void controllerHasWhatItGives() {
            assertThat(ofControllers).containsAll(everywhere).containsAll(inTheNamespace);
        }

        @Test
        void onlyOneClusterRoleBindingMayBeChanged() {
            assertThat(ofControllers)
                    .filteredOn(right -> right.resource().startsWith("clusterrole"))
                    .isNotEmpty()
                    .allMatch(right -> right.resource().equals("clusterrolebindings")
                            && right.name().equals(SLUICE + "-dedicated"));
        }
    }

    @Nested
    class WithTheControllerApart {

        private final Set<Right> ofProxies = rights("split", SLUICE);
        private final Set<Right> ofController = rights("split", SLUICE + "-controller");

        @ParameterizedTest
        @MethodSource("dev.sluice.source.kubernetes.ChartRightsTest#kindsThatAreNotSecret")
        void bothMayReadWhatIsNotSecret(WatchedKind kind) {
            assertThat(ofProxies).containsAll(toRead(kind));
            assertThat(ofController).containsAll(toRead(kind));
        }

        @Test
        void whoFacesClientsMayWriteNothing() {
            assertThat(Stream.concat(
                            ofProxies.stream(),
                            inNamespaces("split", SLUICE).values().stream().flatMap(Set::stream)))
                    .isNotEmpty()
                    .allMatch(right -> READING.contains(right.verb()));
        }

        @Test
        void nobodyMayReadSecretsOfAllNamespaces() {
            for (String role : List.of(SLUICE, SLUICE + "-controller")) {
                assertThat(rights("split", role))
                        .noneMatch(right -> Set.of("secrets", "configmaps").contains(right.resource()));
                assertThat(inNamespaces("split", role)).containsOnlyKeys("shop", "pay", "sluice-system");
                assertThat(inNamespaces("split", role).values())
                        .allSatisfy(rights -> assertThat(rights).containsAll(toRead(secrets())));
            }
        }

        @Test
        void namespacesOfTheOneAreThoseOfTheOtherWhereSomeAreNamed() {
            for (String role : List.of(SLUICE, SLUICE + "-controller")) {
                assertThat(inNamespaces("split-namespaced", role)).containsOnlyKeys("shop", "pay", "sluice-system");
                assertThat(rights("split-namespaced", role))
                        .noneMatch(right ->
                                Set.of("secrets", "services", "gateways").contains(right.resource()));
            }
            assertThat(inNamespaces("split-namespaced", SLUICE).values())
                    .allSatisfy(rights -> assertThat(rights)
                            .contains(new Right("", "services", "", "watch"))
                            .doesNotContain(new Right("", "services", "", "patch")));
        }

        private static WatchedKind secrets() {
            return WatchedKind.ALL.stream()
                    .filter(kind -> kind.kind().equals("Secret"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Nested
    class AnAgentOfTheMesh {

        private final Set<Right> rights = rights("mesh", SLUICE + "-mesh");

        static List<WatchedKind> kindsOfAgents() {
            return WatchedKind.ALL.stream()
                    .filter(kind -> !OF_GATEWAYS.contains(kind.kind()))
                    .toList();
        }

        @ParameterizedTest
        @MethodSource("kindsOfAgents")
        void mayReadWhatIsWatched(WatchedKind kind) {
            assertThat(rights).containsAll(toRead(kind));
        }

        /** Theirs may be another namespace than that of the pods that serve Gateways, one of which makes the keys. */
        @ParameterizedTest
        @ValueSource(strings = {"mesh", "mesh-split"})
        void mayReadTheKeysThatGatewaysSealSessionsWith(String chartCase) {
            assertThat(values(chartCase, "DaemonSet", KEYS))
                    .isEqualTo(values(chartCase, "Deployment", KEYS).stream()
                            .map(name -> "sluice-system/" + name)
                            .collect(toSet()))
                    .isNotEmpty();
            assertThat(rights(chartCase, SLUICE + "-mesh")).contains(new Right("", "secrets", "", "get"));
        }

        @Test
        void mayReadNothingOfGatewaysAndWriteNothing() {
            assertThat(rights)
                    .isNotEmpty()
                    .allMatch(right -> READING.contains(right.verb()))
                    .noneMatch(right -> right.resource().matches("gateway.*|x?listenersets|xtelemetrypolicies"));
        }
    }

    /** What containers of such objects have in this variable. */
    private static Set<String> values(String chartCase, String kind, String variable) {
        return objects(chartCase).stream()
                .filter(object -> object.path("kind").asString().equals(kind))
                .flatMap(object -> object.at("/spec/template/spec/containers").valueStream())
                .flatMap(container -> container.path("env").valueStream())
                .filter(value -> value.path("name").asString().equals(variable))
                .map(value -> value.path("value").asString())
                .collect(toSet());
    }

    /** Those of the Roles of this name, by namespace. */
    private static Map<String, Set<Right>> inNamespaces(String chartCase, String role) {
        var byNamespace = new HashMap<String, Set<Right>>();
        for (JsonNode object : objects(chartCase)) {
            if (object.path("kind").asString().equals("Role")
                    && object.at("/metadata/name").asString().equals(role)) {
                var rights = byNamespace.computeIfAbsent(
                        object.at("/metadata/namespace").asString(), _ -> new HashSet<>());
                object.path("rules").forEach(rule -> rights.addAll(rights(rule)));
            }
        }
        return byNamespace;
    }

    private static List<Right> toRead(WatchedKind kind) {
        String name = kind.fields().getOrDefault("metadata.name", "");
        return READING.stream()
                .map(verb -> new Right(kind.group(), kind.plural(), name, verb))
                .toList();
    }

    /** Those of a ClusterRole. */
    private static Set<Right> rights(String chartCase, String role) {
        var rights = new HashSet<Right>();
        for (JsonNode object : objects(chartCase)) {
            if (object.path("kind").asString().equals("ClusterRole")
                    && object.at("/metadata/name").asString().equals(role)) {
                object.path("rules").forEach(rule -> rights.addAll(rights(rule)));
            }
        }
        return rights;
    }

    private static List<Right> rights(JsonNode rule) {
        List<String> names = rule.has("resourceNames") ? strings(rule.path("resourceNames")) : List.of("");
        return strings(rule.path("apiGroups")).stream()
                .flatMap(group -> strings(rule.path("resources")).stream()
                        .flatMap(resource -> names.stream()
                                .flatMap(name -> strings(rule.path("verbs")).stream()
                                        .map(verb -> new Right(group, resource, name, verb)))))
                .toList();
    }

    private static List<JsonNode> objects(String chartCase) {
        var objects = new ArrayList<JsonNode>();
        var load = new Load(LoadSettings.builder().build());
        try {
            for (Object document : load.loadAllFromString(
                    Files.readString(CASES.resolve(chartCase).resolve("expected.yaml")))) {
                objects.add(JsonMapper.shared().valueToTree(document));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return objects;
    }

    private static List<String> strings(JsonNode list) {
        return list.valueStream().map(JsonNode::asString).toList();
    }
}
