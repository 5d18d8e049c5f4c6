package dev.sluice.golden;

import static dev.sluice.golden.ClusterPipeline.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.ServedKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** ServiceImports, whose API many clusters do not have, and some get later. */
final class ServiceImportInAClusterTest {

    private static final Path CASE =
            Path.of("src/test/resources/golden/backend/service-import-leads-to-the-endpoints-of-its-slices");
    private static final String API = "multicluster.x-k8s.io/v1alpha1";
    private static final ServedKind KIND = new ServedKind(API, "ServiceImport", "serviceimports", true);
    private static final String MISSING = "ServiceImport shop/web does not exist";

    private final ClusterPipeline cluster;
    private final List<ObjectNode> trees;
    private final GoldenCase.Output whole;

    ServiceImportInAClusterTest() throws IOException {
        cluster = new ClusterPipeline();
        trees = StoredTrees.of(CASE);
        var golden = GoldenCase.of(CASE);
        whole = golden.run(golden.objects());
    }

    @BeforeEach
    void startWithoutTheApi() {
        cluster.server.remove(API, "ServiceImport");
        trees.stream().filter(tree -> !isImport(tree)).forEach(cluster.server.cluster()::put);
        cluster.start();
        soon().untilAsserted(() -> assertThat(cluster.output().status()).contains(MISSING));
    }

    @AfterEach
    void end() {
        cluster.assertNoStageHasFailed();
        cluster.close();
    }

    private static boolean isImport(ObjectNode tree) {
        return tree.path("kind").asString().equals("ServiceImport");
    }

    private void installApi() {
        cluster.server.serve(KIND);
        trees.stream().filter(ServiceImportInAClusterTest::isImport).forEach(cluster.server.cluster()::put);
        soon().untilAsserted(() -> assertThat(cluster.output()).isEqualTo(whole));
    }

    @Test
    void endpointsAreThoseOfItsSlicesOnceTheApiIsInstalled() {
        installApi();

        cluster.server.cluster().edit("EndpointSlice", "shop", "web-east", """
                {"endpoints":[{"addresses":["10.0.1.7"]}]}
                """);
        soon().untilAsserted(() -> assertThat(cluster.output().config())
                .contains("10.0.1.7", "10.0.2.1")
                .doesNotContain("10.0.1.1"));
        cluster.server.cluster().remove("EndpointSlice", "shop", "web-west");
        soon().untilAsserted(() -> assertThat(cluster.output().config()).doesNotContain("10.0.2.1"));
    }

    @Test
    void sliceThatIsLabelledForItIsItsFromThenOn() {
        installApi();

        cluster.server.cluster().edit("EndpointSlice", "shop", "other", """
                {"metadata":{"labels":{"multicluster.kubernetes.io/service-name":"web"}}}
                """);
        soon().untilAsserted(() -> assertThat(cluster.output().config()).contains("10.0.9.9"));
    }

    @Test
    void backendIsMissingOnceItIsDeleted() {
        installApi();

        cluster.server.cluster().remove("ServiceImport", "shop", "web");
        soon().untilAsserted(() -> assertThat(cluster.output().status()).contains(MISSING));
        assertThat(cluster.output().config()).doesNotContain("10.0.1.1");
    }

    @Test
    void backendIsMissingOnceTheApiIsGone() {
        installApi();

        cluster.server.remove(API, "ServiceImport");
        soon().untilAsserted(() -> assertThat(cluster.output().status()).contains(MISSING));
    }
}
