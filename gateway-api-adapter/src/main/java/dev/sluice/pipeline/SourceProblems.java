package dev.sluice.pipeline;

import dev.sluice.graph.GraphSettings;
import dev.sluice.graph.NothingServed;
import dev.sluice.graph.Placement;
import dev.sluice.graph.UnclaimedObjects;
import dev.sluice.resource.Changes;
import dev.sluice.source.Problem;
import dev.sluice.source.Problem.Severity;
import dev.sluice.source.SourceSnapshot;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** What is wrong with objects that no status speaks of, in one snapshot after the other. Used by one thread. */
final class SourceProblems {

    private final GraphSettings settings;
    private final UnclaimedObjects unclaimedObjects;

    SourceProblems(GraphSettings settings) {
        this.settings = settings;
        this.unclaimedObjects = new UnclaimedObjects(settings.placement() instanceof Placement.OnMachine);
    }

    /**
     * Those of the source, then objects that no controller answers for, then a folder that serves nothing.
     *
     * @param changes up to the state of the snapshot
     */
    List<Problem> next(SourceSnapshot snapshot, Changes changes) {
        var unclaimed = unclaimedObjects.next(changes).stream()
                .map(it -> new Problem(
                        Severity.WARNING,
                        null,
                        it.object().kind() + " " + it.object().name(),
                        it.field(),
                        it.cause(),
                        it.remedy()));
        return Stream.of(snapshot.problems().stream(), unclaimed, nothingServed(snapshot))
                .flatMap(Function.identity())
                .map(problem -> problem.in(snapshot.places()))
                .toList();
    }

    /** In a cluster Gateways come and go; a person who runs Sluice on a folder wants something served. */
    private Stream<Problem> nothingServed(SourceSnapshot snapshot) {
        return switch (settings.placement()) {
            case Placement.OnMachine _
            when snapshot.complete() ->
                NothingServed.of(snapshot.state(), settings.controllerName()).stream()
                        .map(it -> new Problem(Severity.WARNING, null, null, null, it.cause(), it.remedy()));
            case Placement.OnMachine _ -> Stream.empty();
            case Placement.InCluster _, Placement.OnNode _ -> Stream.empty();
        };
    }
}
