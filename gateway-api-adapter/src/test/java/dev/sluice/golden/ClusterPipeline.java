package dev.sluice.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.cluster.Clients;
import dev.sluice.config.GatewayConfig;
import dev.sluice.memory.HeapGuard;
import dev.sluice.pipeline.AcceptedChange;
import dev.sluice.pipeline.Pipeline;
import dev.sluice.pipeline.PipelineEnds;
import dev.sluice.pipeline.PipelineObserver;
import dev.sluice.publish.ConfigSink;
import dev.sluice.publish.Served;
import dev.sluice.source.Problem;
import dev.sluice.source.kubernetes.KubernetesSource;
import dev.sluice.testkit.FakeApiServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.core.ConditionFactory;
import tools.jackson.databind.node.JsonNodeFactory;

/** An API server, and a pipeline that follows it as it does in a cluster, but for the sockets: each opens at once. */
final class ClusterPipeline implements AutoCloseable {

    private static final GoldenSettings SETTINGS = new GoldenSettings(JsonNodeFactory.instance.objectNode());

    final FakeApiServer server = new FakeApiServer();
    private final KubernetesClient client = Clients.of(server);
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final Pipeline pipeline;

    ClusterPipeline() throws IOException {
        var source = new KubernetesSource(
                client,
                new KubernetesSource.Settings(List.of(), List.of(), null, _ -> false, Duration.ofMillis(100)),
                HeapGuard.unlimited());
        pipeline = new Pipeline(
                new PipelineEnds(source, new Open(), _ -> {}),
                SETTINGS.graph(),
                new Failures(),
                InstantSource.system());
    }

    void start() {
        pipeline.start();
    }

    /** Long, for machines that have much else to do. */
    static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(30)).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10));
    }

    /** What is served, and said of it, as the files of a case have it. */
    GoldenCase.Output output() {
        var current = pipeline.current();
        return GoldenCase.output(current.config().withVersion(1), current.statuses());
    }

    void assertNoStageHasFailed() {
        assertThat(failures).isEmpty();
    }

    @Override
    public void close() {
        pipeline.close();
        client.close();
        server.close();
    }

    private static final class Open implements ConfigSink {

        private Served served = Served.NOTHING;

        @Override
        public Served apply(GatewayConfig config) {
            served = SETTINGS.served(config);
            return served;
        }

        @Override
        public Served openClosed() {
            return served;
        }
    }

    private final class Failures implements PipelineObserver {

        @Override
        public void accepted(AcceptedChange change) {
            // As it should be.
        }

        @Override
        public void problems(List<Problem> problems) {
            // Of objects, as they are on their way.
        }

        @Override
        public void failed(String stage, Throwable cause) {
            failures.add(stage + ": " + cause);
        }

        @Override
        public void recovered(String stage) {
            // It has failed already.
        }
    }
}
