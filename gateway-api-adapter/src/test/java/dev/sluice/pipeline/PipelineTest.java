package dev.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.graph.Graph;
import dev.sluice.graph.Objects;
import dev.sluice.source.Problem;
import dev.sluice.source.SourceSnapshot;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PipelineTest {

    private static final Problem PROBLEM =
            new Problem(Problem.Severity.ERROR, "a.yaml:1:1", null, null, "it is no YAML", "mend it");

    private final FakeSource source = new FakeSource();
    private final FakeSinks sinks = new FakeSinks();
    private final Recorder recorder = new Recorder();
    private final List<Graph> told = new CopyOnWriteArrayList<>();
    private final Pipeline pipeline = new Pipeline(
            new PipelineEnds(source, sinks, sinks, (graph, _) -> told.add(graph)),
            Objects.SETTINGS,
            recorder,
            InstantSource.system());

    @AfterEach
    void close() {
        sinks.release();
        pipeline.close();
    }

    @Test
    void nothingIsServedBeforeTheSourceIsComplete() {
        source.set(new SourceSnapshot(FakeSource.port(80), List.of(PROBLEM), false));
        pipeline.start();
        await().until(() -> pipeline.current().problems().equals(List.of(PROBLEM)));
        assertThat(pipeline.current().isServing()).isFalse();
        assertThat(sinks.applied()).isEmpty();
    }

    @Test
    void objectThatNobodyAnswersForIsAProblem() {
        source.set(FakeSource.complete(Objects.gateway()));
        pipeline.start();
        await().until(() -> pipeline.current().isServing());
        assertThat(pipeline.current().problems())
                .extracting(Problem::toString)
                .contains("warning Gateway shop/gw: spec.gatewayClassName: there is no GatewayClass sluice;"
                        + " correct the name, or add it");
    }

    @Test
    void folderWithoutAnyObjectGetsOneWarning() {
        source.set(FakeSource.complete());
        pipeline.start();
        await().until(() -> pipeline.current().isServing());
        assertThat(pipeline.current().problems())
                .singleElement()
                .extracting(Problem::toString)
                .asString()
                .startsWith("warning: nothing is served, because no object was found that is read; add a GatewayClass");
    }

    /** New Gateways need their Services at once, not after sockets were opened and drained. */
    @Test
    void infrastructureIsToldOfAGraphBeforeItIsServed() {
        sinks.hold();
        source.set(FakeSource.complete(Objects.gatewayClass(), Objects.gateway(Objects.listener("http", 80, null))));
        pipeline.start();
        await().until(sinks::isHeld);
        assertThat(told)
                .singleElement()
                .satisfies(graph -> assertThat(graph.gateways()).hasSize(1));
    }

    @Test
    void emptyFolderIsAConfigurationToo() {
        source.set(FakeSource.complete(Objects.gatewayClass()));
        pipeline.start();
        await().until(() -> pipeline.current().isServing());
        assertThat(pipeline.current().version()).isEqualTo(1);
    }

    @Test
    void configurationThatIsEqualKeepsItsVersion() {
        source.set(new SourceSnapshot(FakeSource.port(80), List.of(), true));
        pipeline.start();
        await().until(() -> pipeline.current().isServing());
        source.set(new SourceSnapshot(FakeSource.port(80), List.of(PROBLEM), true));
        await().until(() -> !pipeline.current().problems().isEmpty());
        source.set(new SourceSnapshot(FakeSource.port(81), List.of(), true));
        await().until(() -> pipeline.current().version() == 2);
        assertThat(sinks.applied()).containsExactly(1L, 2L);
    }

    @Test
    void whatArrivesDuringATurnIsTakenTogetherAndTheLastWins() {
        sinks.hold();
        source.set(new SourceSnapshot(FakeSource.port(80), List.of(), true));
        pipeline.start();
        await().until(sinks::isHeld);
        for (int port = 1001; port <= 1100; port++) {
            source.set(new SourceSnapshot(FakeSource.port(port), List.of(), true));
        }
        sinks.release();
        await().until(() -> pipeline.current().version() == 2);
        pipeline.close();
        assertThat(sinks.applied()).containsExactly(1L, 2L);
        assertThat(pipeline.current().config().sockets().getFirst().id().port()).isEqualTo(1100);
    }

    @Test
    void stageThatThrowsKeepsWhatIsServedAndTheLoop() {
        source.set(new SourceSnapshot(FakeSource.port(80), List.of(), true));
        pipeline.start();
        await().until(() -> pipeline.current().isServing());
        sinks.failToApply(1);
        source.set(new SourceSnapshot(FakeSource.port(81), List.of(), true));
        await().until(() -> !recorder.failures().isEmpty());
        assertThat(pipeline.current().version()).isEqualTo(1);
        assertThat(pipeline.current().isServing()).isTrue();
        source.set(new SourceSnapshot(FakeSource.port(82), List.of(), true));
        await().until(() -> pipeline.current().version() == 2);
        await().until(() -> recorder.failures().size() == 2);
        assertThat(recorder.failures()).containsExactly("apply: planted", "apply works");
    }

    @Test
    void observerIsToldWhichObjectsHaveChanged() {
        source.set(new SourceSnapshot(FakeSource.port(80), List.of(), true));
        pipeline.start();
        await().until(() -> recorder.changes().size() == 1);
        source.set(new SourceSnapshot(FakeSource.port(81), List.of(), true));
        await().until(() -> recorder.changes().size() == 2);
        assertThat(recorder.changes())
                .containsExactly("1 [Gateway shop/gw added, GatewayClass sluice added]", "2 [Gateway shop/gw changed]");
    }

    @Test
    void equalStatusIsWrittenOnce() {
        source.set(new SourceSnapshot(FakeSource.port(80), List.of(), true));
        pipeline.start();
        await().until(() -> sinks.writes() == 1);
        source.set(new SourceSnapshot(FakeSource.port(80), List.of(PROBLEM), true));
        await().until(() -> recorder.problems().size() == 1);
        source.set(new SourceSnapshot(FakeSource.port(81), List.of(), true));
        await().until(() -> pipeline.current().version() == 2);
        pipeline.close();
        assertThat(sinks.writes()).isEqualTo(1);
    }

    @Test
    void nothingRunsAfterClose() {
        source.set(new SourceSnapshot(FakeSource.port(80), List.of(), true));
        pipeline.start();
        await().until(() -> pipeline.current().isServing());
        pipeline.close();
        source.set(new SourceSnapshot(FakeSource.port(81), List.of(), true));
        assertThat(pipeline.current().version()).isEqualTo(1);
        assertThat(source.isClosed()).isTrue();
    }
}
