package dev.sluice.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.cluster.Clients;
import dev.sluice.resource.ClusterState;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Secret;
import dev.sluice.resource.WatchedObject;
import dev.sluice.source.kubernetes.KubernetesSource;
import dev.sluice.testkit.FakeApiServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The same folders, from an API server: what is in a cluster is answered as it is from files. */
final class GoldenClusterTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static FakeApiServer server;
    private static KubernetesClient client;

    /** Long, for machines that have much else to do. */
    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(30));
    }

    @BeforeAll
    static void begin() throws IOException {
        server = new FakeApiServer();
        client = Clients.of(server);
    }

    @AfterAll
    static void end() {
        client.close();
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> folder() throws IOException {
        return GoldenCase.folders().stream()
                .map(folder -> DynamicTest.dynamicTest(GoldenCase.name(folder), () -> check(folder)));
    }

    private static void check(Path folder) throws IOException {
        var golden = GoldenCase.of(folder);
        server.cluster().clear();
        trees(folder).forEach(server.cluster()::put);
        try (var source = new KubernetesSource(client, KubernetesSource.Settings.USUAL)) {
            source.start(() -> {});
            soon().until(source::complete);
            assertThat(source.current().problems()).isEmpty();
            assertThat(golden.run(source.current().state())).isEqualTo(golden.run(readable(golden.objects())));
        }
    }

    /** A cluster is asked for Secrets of one type alone. */
    private static List<WatchedObject> readable(List<WatchedObject> objects) {
        return objects.stream()
                .filter(object ->
                        !(object instanceof Secret secret) || secret.type().equals("kubernetes.io/tls"))
                .toList();
    }

    /** Its objects, with what the API server would add to them: namespaces, their label, generations. */
    private static List<ObjectNode> trees(Path folder) throws IOException {
        var trees = new ArrayList<ObjectNode>();
        var settings = LoadSettings.builder().setAllowDuplicateKeys(false).build();
        for (Object document : new Load(settings).loadAllFromString(Files.readString(folder.resolve("input.yaml")))) {
            if (document instanceof Map<?, ?> map) {
                add(JSON.valueToTree(map), trees);
            }
        }
        ClusterState state = ClusterState.of(GoldenCase.of(folder).objects());
        trees.removeIf(tree -> tree.path("kind").asString().equals("Namespace"));
        state.all(Kinds.NAMESPACE)
                .forEach((name, namespace) ->
                        trees.add(namespace(name, namespace.metadata().labels())));
        return trees;
    }

    private static void add(ObjectNode tree, List<ObjectNode> trees) {
        if (tree.path("items").isArray()) {
            tree.path("items").values().forEach(item -> add((ObjectNode) item, trees));
        } else {
            ObjectNode metadata = (ObjectNode) tree.path("metadata");
            if (!metadata.has("namespace") && !tree.path("kind").asString().equals("GatewayClass")) {
                metadata.put("namespace", "default");
            }
            trees.add(tree);
        }
    }

    private static ObjectNode namespace(ObjectName name, Map<String, String> labels) {
        ObjectNode tree = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Namespace");
        ObjectNode metadata = tree.putObject("metadata").put("name", name.name());
        labels.forEach(metadata.putObject("labels")::put);
        return tree;
    }
}
