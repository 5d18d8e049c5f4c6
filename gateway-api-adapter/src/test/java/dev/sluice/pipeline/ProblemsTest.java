package dev.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.resource.ObjectName;
import dev.sluice.resource.StatusDocument;
import dev.sluice.source.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProblemsTest {

    private final Recorder recorder = new Recorder();
    private final Problems problems = new Problems(recorder);

    private static StatusDocument gateway(String status, String reason) {
        return new StatusDocument(
                "gateway.networking.k8s.io/v1",
                "Gateway",
                new ObjectName("shop", "gw"),
                Map.of(
                        "conditions",
                        List.of(Map.of(
                                "type", "Programmed", "status", status, "reason", reason, "message", "the cause"))));
    }

    private static long after(Duration time) {
        return Long.MAX_VALUE - 1_000 + time.toNanos();
    }

    private void see(StatusDocument document, Duration at) {
        problems.ofObjects(List.of(document), after(at));
        problems.report(after(at));
    }

    @Test
    void conditionThatIsFalseIsReportedOnceAndWhenItIsGone() {
        see(gateway("False", "Invalid"), Duration.ZERO);
        see(gateway("False", "Invalid"), Duration.ofMillis(1));
        see(gateway("True", "Programmed"), Duration.ofMillis(2));

        assertThat(recorder.problems()).hasSize(2);
        assertThat(recorder.problems().getFirst())
                .extracting(Problem::line)
                .containsExactly("Gateway shop/gw: Programmed=False (Invalid): the cause");
        assertThat(recorder.problems().getLast()).isEmpty();
    }

    /** A new Gateway waits a few seconds for its Service; that is no line in the log. */
    @Test
    void conditionThatIsPendingForAMomentIsNotReported() {
        see(gateway("False", "Pending"), Duration.ZERO);
        assertThat(problems.all()).hasSize(1);
        assertThat(problems.untilReport(after(Duration.ofSeconds(4)))).contains(Duration.ofSeconds(6));
        see(gateway("True", "Programmed"), Duration.ofSeconds(9));

        assertThat(recorder.problems()).isEmpty();
        assertThat(problems.untilReport(after(Duration.ofSeconds(9)))).isEmpty();
    }

    @Test
    void conditionThatStaysPendingIsReportedWithoutAChange() {
        see(gateway("False", "Pending"), Duration.ZERO);

        problems.report(after(Problems.USUALLY_PENDING));

        assertThat(recorder.problems())
                .singleElement()
                .satisfies(reported -> assertThat(reported).hasSize(1));
        assertThat(problems.untilReport(after(Problems.USUALLY_PENDING))).isEmpty();
    }

    /** A rolling start is no line in the log. */
    @Test
    void whatMayPassIsReportedWhenItLasts() {
        var passing = new Problem(Problem.Severity.WARNING, null, "Service shop/cart", null, "no endpoint", "wait");
        problems.ofConfig(List.of(), List.of(passing), after(Duration.ZERO));
        problems.ofObjects(List.of(), after(Duration.ofSeconds(1)));
        problems.report(after(Duration.ofSeconds(9)));

        assertThat(problems.all()).containsExactly(passing);
        assertThat(problems.verdicts()).isEmpty();
        assertThat(recorder.problems()).isEmpty();

        problems.report(after(Problems.USUALLY_PENDING));
        assertThat(recorder.problems()).containsExactly(List.of(passing));

        problems.ofConfig(List.of(), List.of(), after(Duration.ofSeconds(11)));
        problems.report(after(Duration.ofSeconds(11)));
        assertThat(recorder.problems().getLast()).isEmpty();
    }
}
