package dev.sluice.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.cluster.Clients;
import dev.sluice.memory.HeapGuard;
import dev.sluice.source.kubernetes.KubernetesSource;
import dev.sluice.testkit.FakeApiServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The same folders, from an API server: what is in a cluster is answered as it is from files. */
final class GoldenClusterTest {

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
                .filter(folder -> !hasOldVersions(folder))
                .map(folder -> DynamicTest.dynamicTest(GoldenCase.name(folder), () -> check(folder)));
    }

    private static boolean hasOldVersions(Path folder) {
        try {
            return GoldenSettings.of(folder).oldVersions();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void check(Path folder) throws IOException {
        var golden = GoldenCase.of(folder);
        server.cluster().clear();
        StoredTrees.of(folder).forEach(server.cluster()::put);
        try (var source = new KubernetesSource(client, KubernetesSource.Settings.USUAL, HeapGuard.unlimited())) {
            source.start(() -> {});
            soon().until(source::complete);
            assertThat(golden.settings().stored() || source.current().problems().isEmpty())
                    .as("%s", source.current().problems())
                    .isTrue();
            assertThat(golden.run(source.current().state())).isEqualTo(golden.run(golden.objects()));
        }
    }
}
