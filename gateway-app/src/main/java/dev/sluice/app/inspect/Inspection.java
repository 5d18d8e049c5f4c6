package dev.sluice.app.inspect;

import dev.sluice.config.route.Rule;
import dev.sluice.graph.GraphSettings;
import dev.sluice.graph.Placement;
import dev.sluice.graph.extension.FilterFactories;
import dev.sluice.pipeline.DryRun;
import dev.sluice.pipeline.PipelineState;
import dev.sluice.resource.Kinds;
import dev.sluice.source.Problem;
import dev.sluice.source.Problem.Severity;
import dev.sluice.source.SourceSnapshot;
import dev.sluice.source.file.FolderReader;
import dev.sluice.table.NeverTaken;
import dev.sluice.table.RouteTable;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway of some folders would serve and say.
 *
 * @param problems in the order of the files; those without a place come first
 * @param table of the rules that would be served
 */
public record Inspection(PipelineState state, RouteTable<Rule> table, List<Problem> problems) {

    /** As on a machine, which is also what a cluster would say: addresses and ports are not looked at. */
    private static final Placement PLACEMENT = new Placement.OnMachine("0.0.0.0", 8000);

    private static final FilterFactories FACTORIES = new JudgedFilters();

    public Inspection {
        problems = List.copyOf(problems);
    }

    /**
     * Reads and judges.
     *
     * @param folders exist
     * @param text the standard input; null: it is not asked for
     * @param controllerName GatewayClasses that name it are ours
     */
    public static Inspection of(List<Path> folders, @Nullable String text, String controllerName) {
        SourceSnapshot snapshot = FolderReader.read(folders, text, StandardInput.NAME);
        var settings = new GraphSettings(controllerName, PLACEMENT, FACTORIES);
        DryRun run = DryRun.of(snapshot, settings, InstantSource.system());
        RouteTable<Rule> table = RouteTable.of(run.state().config(), (_, _, _, rule) -> rule);
        List<Problem> problems = Stream.concat(
                        run.problems().stream(),
                        table.neverTaken().stream()
                                .map(Inspection::problem)
                                .map(problem -> problem.in(snapshot.places())))
                .sorted(ProblemPlace.ORDER)
                .toList();
        return new Inspection(run.state(), table, problems);
    }

    private static Problem problem(NeverTaken match) {
        return new Problem(
                Severity.WARNING, null, match.rule().route().toString(), match.field(), match.cause(), match.remedy());
    }

    /** Whether objects were judged: not those of files with mistakes. */
    boolean isJudged() {
        return state.version() > 0;
    }

    /** How many problems there are of a severity. */
    public long count(Severity severity) {
        return problems.stream()
                .filter(problem -> problem.severity() == severity)
                .count();
    }

    /** How many SpringFilters there are whose factories only a running gateway knows. */
    public long springFilters() {
        return state.state().all(Kinds.SPRING_FILTER).values().stream()
                .filter(filter -> !FACTORIES.isBuiltIn(filter.factory()))
                .count();
    }
}
