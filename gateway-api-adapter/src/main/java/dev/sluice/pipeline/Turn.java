package dev.sluice.pipeline;

import dev.sluice.graph.GraphJudge;
import dev.sluice.graph.GraphSettings;
import dev.sluice.graph.NothingServed;
import dev.sluice.graph.Placement;
import dev.sluice.graph.Unclaimed;
import dev.sluice.resource.Changes;
import dev.sluice.resource.StatusDocument;
import dev.sluice.source.Problem;
import dev.sluice.source.Problem.Severity;
import dev.sluice.source.SourceSnapshot;
import dev.sluice.status.Statuses;
import dev.sluice.translate.Translation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One turn of the pipeline, from what the source has to the status. Used by one thread. */
final class Turn {

    private final PipelineEnds ends;
    private final GraphSettings settings;
    private final PipelineObserver observer;
    private final InstantSource clock;
    private final GraphJudge judge;
    private final Translation translation = new Translation();
    private @Nullable List<StatusDocument> written;
    private String stage = "";

    Turn(PipelineEnds ends, GraphSettings settings, PipelineObserver observer, InstantSource clock) {
        this.ends = ends;
        this.settings = settings;
        this.observer = observer;
        this.clock = clock;
        this.judge = new GraphJudge(
                settings, (object, bug) -> observer.failed("graph of " + object.kind() + " " + object.name(), bug));
    }

    /**
     * Runs every stage that has something to do.
     *
     * @param last what the turn before left
     * @param reached told each state as soon as it is true
     */
    void run(PipelineState last, Consumer<PipelineState> reached) {
        try {
            stage = "source";
            var begun = clock.instant();
            var snapshot = ends.source().current();
            var seen = last.withProblems(problems(snapshot));
            reached.accept(seen);
            report(last.problems(), seen.problems());
            if (snapshot.complete()) {
                var changes = snapshot.state().since(seen.state());
                var next = serve(seen, changes);
                reached.accept(next);
                tell(changes, last, next, begun);
                write(next.statuses());
            }
        } catch (RuntimeException | Error failure) {
            observer.failed(stage, failure);
        }
    }

    private PipelineState serve(PipelineState last, Changes changes) {
        stage = "graph";
        var graph = judge.judge(changes.after());
        stage = "infrastructure";
        ends.infrastructure().accept(graph, changes.after());
        if (last.version() > 0 && last.served().isWhole() && graph.equals(last.graph())) {
            return last.withState(changes.after());
        }
        stage = "translate";
        var translated = translation.next(graph);
        boolean same =
                last.version() > 0 && translated.withVersion(last.version()).equals(last.config());
        var config = same ? last.config() : translated.withVersion(last.version() + 1);
        stage = "apply";
        var served =
                same && last.served().isWhole() ? last.served() : ends.configs().apply(config);
        stage = "status";
        var statuses = Statuses.of(graph, settings.controllerName(), config.version(), served);
        return new PipelineState(
                changes.after(),
                graph,
                config,
                served,
                statuses,
                last.problems(),
                same ? last.lastApplied() : clock.instant());
    }

    private List<Problem> problems(SourceSnapshot snapshot) {
        var unclaimed = Unclaimed.of(snapshot.state()).stream()
                .map(it -> new Problem(
                        Severity.WARNING,
                        null,
                        it.object().kind() + " " + it.object().name(),
                        it.field(),
                        it.cause(),
                        it.remedy()));
        return Stream.of(snapshot.problems().stream(), unclaimed, nothingServed(snapshot))
                .flatMap(Function.identity())
                .toList();
    }

    /** In a cluster Gateways come and go; who runs Sluice on a folder wants something served. */
    private Stream<Problem> nothingServed(SourceSnapshot snapshot) {
        return switch (settings.placement()) {
            case Placement.OnMachine _
            when snapshot.complete() ->
                NothingServed.of(snapshot.state(), settings.controllerName()).stream()
                        .map(it -> new Problem(Severity.WARNING, null, null, null, it.cause(), it.remedy()));
            case Placement.OnMachine _ -> Stream.empty();
            case Placement.InCluster _ -> Stream.empty();
        };
    }

    private void report(List<Problem> before, List<Problem> now) {
        if (!before.equals(now)) {
            observer.problems(now);
        }
    }

    private void tell(Changes changes, PipelineState last, PipelineState next, Instant begun) {
        stage = "observe";
        if (next.graph().equals(last.graph()) && next.version() == last.version()) {
            return;
        }
        observer.accepted(new AcceptedChange(
                next.version(), ObjectChange.of(changes, judge::concerns), Duration.between(begun, clock.instant())));
    }

    private void write(List<StatusDocument> statuses) {
        stage = "status write";
        if (!statuses.equals(written)) {
            ends.statuses().write(statuses);
            written = statuses;
        }
    }
}
