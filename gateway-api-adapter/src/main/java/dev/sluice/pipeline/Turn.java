package dev.sluice.pipeline;

import dev.sluice.graph.Graph;
import dev.sluice.graph.GraphJudge;
import dev.sluice.graph.GraphSettings;
import dev.sluice.publish.Served;
import dev.sluice.resource.Changes;
import dev.sluice.resource.StatusDocument;
import dev.sluice.source.Problem;
import dev.sluice.status.Statuses;
import dev.sluice.translate.Translation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One run of the pipeline, from what the source has to the status. Used by one thread, but for {@link #current}. */
final class Turn {

    private static final String TRANSLATE = "translate";
    private static final String APPLY = "apply";

    private final PipelineEnds ends;
    private final PipelineObserver observer;
    private final InstantSource clock;
    private final Waiting time;
    private final Stages stages;
    private final Problems problems;
    private final GraphJudge judge;
    private final SourceProblems ofSource;
    private final ConfigProblems ofConfig = new ConfigProblems();
    private final Translation translation = new Translation();
    private final Statuses statuses;
    private final Unreported unreported = new Unreported();
    private Served measured = Served.NOTHING;
    private @Nullable List<StatusDocument> written;
    private volatile PipelineState current = PipelineState.NOTHING;

    Turn(PipelineEnds ends, GraphSettings settings, PipelineObserver observer, InstantSource clock, Waiting time) {
        this.ends = ends;
        this.ofSource = new SourceProblems(settings);
        this.observer = observer;
        this.clock = clock;
        this.time = time;
        this.stages = new Stages(observer);
        this.problems = new Problems(observer);
        this.statuses = new Statuses(settings.controllerName());
        this.judge = new GraphJudge(
                settings, (object, bug) -> observer.failed("graph of " + object.kind() + " " + object.name(), bug));
    }

    /** What was done so far. Never blocks; called by any thread. */
    PipelineState current() {
        return current;
    }

    /** Whether a stage has failed, so that a run without a change may help. */
    boolean hasFailed() {
        return stages.anyIsFailing();
    }

    /** How long until {@link #report} has something to do; empty: it has nothing. */
    Optional<Duration> untilReport() {
        return problems.untilReport(time.nanos());
    }

    /** Runs every stage that has something to do. */
    void run() {
        var begun = clock.instant();
        var snapshot = ends.source().current();
        var changes = snapshot.state().since(current.state());
        stages.perform("source", () -> problems.ofSource(ofSource.next(snapshot, changes), snapshot.places()));
        reach(current);
        report();
        if (snapshot.complete()) {
            stages.run("graph", () -> judge.judge(changes)).ifPresent(graph -> serve(graph, changes, begun));
            ends.source().built(snapshot);
        }
        reach(current);
    }

    /** What there is of problems, where those of conditions that are not only pending are errors. */
    List<Problem> verdicts() {
        return Stream.concat(stages.problems().stream(), problems.verdicts().stream())
                .toList();
    }

    /** Tries the sockets that are closed again. */
    void openClosed() {
        stages.run(APPLY, ends.configs()::openClosed).ifPresent(served -> {
            if (!served.equals(measured)) {
                measured = served;
                settle(current.withServed(served));
            }
        });
        reach(current);
    }

    /** Hands problems that last to the observer. */
    void report() {
        stages.perform("observe", () -> problems.report(time.nanos()));
    }

    private void serve(Graph graph, Changes changes, Instant begun) {
        var last = current;
        var state = changes.after();
        unreported.add(changes, judge::concerns);
        stages.perform("infrastructure", () -> ends.infrastructure().accept(graph, state));
        if (last.version() > 0 && graph.equals(last.graph()) && !stages.anyIsFailing()) {
            unreported.clear();
            reach(last.withState(state));
            return;
        }
        settle(applied(last.withGraph(state, graph)));
        if (!stages.isFailing(TRANSLATE) && !stages.isFailing(APPLY)) {
            stages.perform(
                    "observe",
                    () -> unreported
                            .take(current, Duration.between(begun, clock.instant()))
                            .ifPresent(observer::accepted));
        }
        report();
    }

    /** With the configuration of its graph, or with what is served in place of that. */
    private PipelineState applied(PipelineState judged) {
        var translated = stages.run(TRANSLATE, () -> translation.next(judged.graph()));
        if (translated.isEmpty()) {
            return judged.withServed(measured.outdated(stages.cause(TRANSLATE)));
        }
        long version = judged.version();
        boolean same = version > 0 && translated.get().withVersion(version).equals(judged.config());
        var config = same ? judged.config() : translated.get().withVersion(version + 1);
        if (same && !stages.isFailing(APPLY)) {
            return judged.withServed(measured);
        }
        var served = stages.run(APPLY, () -> ends.configs().apply(config));
        if (served.isEmpty()) {
            return judged.withServed(measured.outdated(judged.config(), config, stages.cause(APPLY)));
        }
        measured = served.get();
        return judged.withConfig(config, measured, same ? judged.lastApplied() : clock.instant());
    }

    /** The status of what is served now, stored and looked through for problems. */
    private void settle(PipelineState served) {
        var documents = stages.run("status", () -> statuses.next(served.graph(), served.version(), served.served()))
                .orElse(served.statuses());
        stages.perform("problems", () -> {
            problems.ofObjects(documents, time.nanos());
            problems.ofConfig(
                    ofConfig.of(served.config(), clock.instant()), BackendProblems.of(served.config()), time.nanos());
        });
        reach(served.withStatuses(documents));
        if (!documents.equals(written)
                && stages.perform("status write", () -> ends.statuses().write(documents))) {
            written = documents;
        }
    }

    /** A state is true from now on, with the problems that are known by now. */
    private void reach(PipelineState state) {
        current = state.withProblems(problems.all(), stages.problems());
    }
}
