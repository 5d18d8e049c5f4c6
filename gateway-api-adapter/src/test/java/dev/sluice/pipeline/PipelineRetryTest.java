package dev.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.graph.Objects;
import dev.sluice.resource.StatusDocument;
import dev.sluice.source.Problem;
import dev.sluice.source.SourceSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What the pipeline does without a change, in a time that passes at once. */
final class PipelineRetryTest {

    private final FakeSource source = new FakeSource();
    private final FakeSinks sinks = new FakeSinks();
    private final Recorder recorder = new Recorder();
    private final VirtualWaiting time = new VirtualWaiting();
    private final Pipeline pipeline = new Pipeline(
            new PipelineEnds(source, sinks, sinks), Objects.SETTINGS, recorder, InstantSource.system(), time);

    @AfterEach
    void close() {
        pipeline.close();
    }

    private static List<Duration> seconds(long... seconds) {
        return LongStream.of(seconds).mapToObj(Duration::ofSeconds).toList();
    }

    private void serve(SourceSnapshot snapshot) {
        source.set(snapshot);
        pipeline.start();
        await().until(() -> sinks.writes() > 0);
    }

    /** Of one Gateway with a Listener {@code stays} on port 80, and {@code moves} on another. */
    private static SourceSnapshot ports(int other) {
        return FakeSource.complete(
                Objects.gatewayClass(),
                Objects.gateway(Objects.listener("stays", 80, null), Objects.listener("moves", other, null)));
    }

    /** Message of condition Programmed of the Gateway, then of its Listeners. */
    private static List<String> programmed(List<StatusDocument> statuses) {
        var status = statuses.stream()
                .filter(it -> it.kind().equals("Gateway"))
                .findFirst()
                .orElseThrow()
                .status();
        return Stream.concat(Stream.of(status), members(status, "listeners"))
                .flatMap(part -> members(part, "conditions"))
                .filter(it -> "Programmed".equals(it.get("type")))
                .map(it -> it.get("status") + " " + it.get("reason") + " " + it.get("message"))
                .toList();
    }

    private static Stream<Map<?, ?>> members(Map<?, ?> status, String name) {
        return status.get(name) instanceof List<?> list ? list.stream().map(it -> (Map<?, ?>) it) : Stream.empty();
    }

    @Nested
    class AStageThatFails {

        @Test
        void isRepeatedAfterPausesThatGrowUntilItSucceeds() {
            sinks.failToApply(3);
            serve(ports(81));

            await().until(() -> pipeline.current().isServing());

            assertThat(time.waits()).isEqualTo(seconds(1, 2, 4));
            assertThat(recorder.failures()).containsExactly("apply: planted", "apply works");
            assertThat(sinks.applied()).containsExactly(1L);
        }

        @Test
        void leavesStatusThatSaysWhatIsServed() {
            serve(ports(81));
            sinks.failToApply(2);
            source.set(ports(82));

            await().until(() -> pipeline.current().version() == 2);
            await().until(() -> sinks.writes() == 3);

            var cause = "False Pending The latest configuration could not be served:"
                    + " a bug in Sluice; it is tried again; report it, with the log";
            assertThat(programmed(sinks.written().get(1)))
                    .containsExactly(cause, "True Programmed The socket is open", cause);
            assertThat(programmed(sinks.written().get(2)))
                    .containsExactly(
                            "True Programmed The sockets of all valid Listeners are open",
                            "True Programmed The socket is open",
                            "True Programmed The socket is open");
        }

        @Test
        void isAProblemUntilItSucceeds() {
            serve(ports(81));
            var meanwhile = new ArrayList<Problem>();
            sinks.failToApply(2);
            sinks.beforeApply(() -> meanwhile.addAll(pipeline.current().problems()));
            source.set(ports(82));

            await().until(() -> pipeline.current().version() == 2);
            await().until(() -> pipeline.current().problems().isEmpty());

            assertThat(meanwhile)
                    .extracting(Problem::toString)
                    .contains(
                            "error: apply: failed, which is a bug: java.lang.IllegalStateException: planted;"
                                    + " it is tried again, and what was served before is still served; report it, with the log");
        }

        @Test
        void tellsOfAllThatHasChangedSinceOnceItSucceeds() {
            serve(ports(81));
            await().until(() -> recorder.changes().size() == 1);
            sinks.failToApply(3);
            source.set(ports(82));

            await().until(() -> recorder.changes().size() == 2);

            assertThat(recorder.changes()).last().isEqualTo("2 [Gateway shop/gw changed]");
        }

        @Test
        void takesBackWhatItMayHaveDoneInPart() {
            serve(ports(81));
            sinks.failToApply(1);
            sinks.beforeApply(() -> source.set(ports(81)));
            source.set(ports(82));

            await().until(() -> sinks.applied().size() == 2);

            assertThat(sinks.applied()).containsExactly(1L, 1L);
        }

        @Test
        void onAFullDiskIsRepeatedToo() {
            sinks.failToWrite(new UncheckedIOException(new IOException("disk full")), 3);
            serve(ports(81));

            assertThat(time.waits()).isEqualTo(seconds(1, 2, 4));
            assertThat(sinks.applied()).containsExactly(1L);
            await().until(() -> recorder.failures().size() == 2);
            assertThat(recorder.failures())
                    .containsExactly("status write: java.io.IOException: disk full", "status write works");
        }
    }

    @Nested
    class ASocketThatCannotBeOpened {

        @Test
        void isTriedAgainWithoutARun() {
            sinks.closedFor(4);
            serve(ports(81));

            await().until(() -> sinks.writes() == 2);

            assertThat(time.waits()).isEqualTo(seconds(1, 2, 4, 8));
            assertThat(sinks.applied()).containsExactly(1L);
            assertThat(recorder.changes()).hasSize(1);
        }

        @Test
        void hasAStatusThatSaysSoUntilItIsOpen() {
            sinks.closedFor(3);
            serve(ports(81));

            await().until(() -> sinks.writes() == 2);

            assertThat(programmed(sinks.written().getFirst()))
                    .containsExactly(
                            "False AddressNotAssigned port in use",
                            "False Invalid port in use",
                            "False Invalid port in use");
            assertThat(programmed(sinks.written().getLast())).allMatch(it -> it.startsWith("True"));
        }

        @Test
        void isOneProblemUntilItIsOpen() {
            sinks.closedFor(3);
            serve(ports(81));

            await().until(() -> recorder.problems().size() == 2);

            assertThat(recorder.problems().getFirst())
                    .extracting(Problem::line)
                    .containsExactly("Gateway shop/gw: Programmed=False (AddressNotAssigned),"
                            + " listener stays: Programmed=False (Invalid),"
                            + " listener moves: Programmed=False (Invalid): port in use");
            assertThat(recorder.problems().getLast()).isEmpty();
        }
    }

    @Nested
    class ChangesWithoutEnd {

        @Test
        void leaveAPauseAsLongAsARun() {
            sinks.beforeApply(() -> time.pass(Duration.ofMillis(130)));
            serve(ports(1_000));
            for (int port = 1_001; port <= 1_010; port++) {
                int runs = sinks.applied().size();
                source.set(ports(port));
                await().until(() -> sinks.applied().size() == runs + 1);
            }

            assertThat(time.pauses().getFirst()).isZero();
            assertThat(time.pauses().get(1)).isEqualTo(Duration.ofMillis(30));
            assertThat(time.pauses().stream().skip(2)).hasSize(9).containsOnly(Duration.ofMillis(130));
        }
    }
}
