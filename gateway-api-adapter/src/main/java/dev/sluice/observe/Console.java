package dev.sluice.observe;

import dev.sluice.memory.Counts;
import dev.sluice.memory.ListRenewal;
import dev.sluice.pipeline.AcceptedChange;
import dev.sluice.pipeline.PipelineObserver;
import dev.sluice.pipeline.PipelineState;
import dev.sluice.source.Problem;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a person at the console sees: a summary when the first configuration is served, then one line for each accepted
 * change, and one for each problem when it appears and when it is gone. Called by the pipeline's thread.
 */
public final class Console implements PipelineObserver {

    private static final Logger LOG = LoggerFactory.getLogger(Console.class);
    private static final int OBJECTS_SHOWN = 3;

    /** In one change: a mistake in one object, such as a Gateway, can make another of each of a thousand routes. */
    private static final int PROBLEMS_SHOWN = 10;

    private static final int SOCKETS_SHOWN = 10;

    private final Supplier<PipelineState> state;
    private final Supplier<List<String>> ruleProblems;
    private final StartSummary summary;
    private final ListRenewal<Problem, Known> known = new ListRenewal<>();
    /** How often each of them is there, by identity. */
    private final Counts<Problem> times = new Counts<>();

    private Set<String> ruleProblemsBefore = Set.of();
    private Map<String, String> openBefore = Map.of();
    private boolean started;

    /** A problem, and what makes it the same as another. */
    private record Known(Problem identity, Problem problem) {}

    /**
     * @param state what the pipeline has done so far
     * @param ruleProblems what of the served rules cannot run
     */
    public Console(Supplier<PipelineState> state, Supplier<List<String>> ruleProblems, StartSummary summary) {
        this.state = state;
        this.ruleProblems = ruleProblems;
        this.summary = summary;
    }

    @Override
    public void accepted(AcceptedChange change) {
        PipelineState now = state.get();
        if (started) {
            LOG.info("version {} in {} ms: {}", change.version(), change.took().toMillis(), objects(change));
            logSockets(StartSummary.open(now));
        } else {
            started = true;
            openBefore = StartSummary.open(now);
            summary.lines(now).forEach(LOG::info);
        }
        logRuleProblems();
    }

    /** Clients must follow a port that changes. */
    private void logSockets(Map<String, String> open) {
        List<String> fresh = without(open.keySet(), openBefore.keySet());
        List<String> gone = without(openBefore.keySet(), open.keySet());
        fresh.stream().limit(SOCKETS_SHOWN).forEach(place -> LOG.info("{}", open.get(place)));
        gone.stream().limit(SOCKETS_SHOWN).forEach(place -> LOG.info("no longer: {}", place));
        int more = Math.max(0, fresh.size() - SOCKETS_SHOWN) + Math.max(0, gone.size() - SOCKETS_SHOWN);
        if (more > 0) {
            LOG.info("and {} more sockets that changed; /actuator/sluice lists all", more);
        }
        openBefore = open;
    }

    private static String objects(AcceptedChange change) {
        String shown = change.objects().stream()
                .limit(OBJECTS_SHOWN)
                .map(Object::toString)
                .collect(Collectors.joining(", "));
        int more = change.objects().size() - OBJECTS_SHOWN;
        return more > 0 ? shown + " and " + more + " more" : shown;
    }

    /** Those of rules, which are strings: they have no place by which a mistake could be followed. */
    private void logRuleProblems() {
        Set<String> problems = Set.copyOf(ruleProblems.get());
        List<String> fresh = without(problems, ruleProblemsBefore);
        List<String> gone = without(ruleProblemsBefore, problems);
        ruleProblemsBefore = problems;
        fresh.stream().limit(PROBLEMS_SHOWN).forEach(LOG::warn);
        logMore(fresh.size());
        gone.stream().limit(PROBLEMS_SHOWN).forEach(problem -> LOG.info("no longer: {}", problem));
        logMoreGone(gone.size());
    }

    private static List<String> without(Set<String> all, Set<String> known) {
        return all.stream().filter(it -> !known.contains(it)).sorted().toList();
    }

    /** A line for each that is new and for each that is gone: of a cluster's many objects, others stay as they are. */
    @Override
    public void problems(List<Problem> problems) {
        var _ = known.next(problems, problem -> new Known(identity(problem), problem));
        // First what came: of a problem that was found again, neither is news.
        List<Problem> fresh = new ArrayList<>();
        for (Known it : known.fresh()) {
            if (times.add(it.identity(), 1) == 1) {
                fresh.add(it.problem());
            }
        }
        List<Problem> gone = new ArrayList<>();
        for (Known it : known.gone()) {
            if (times.add(it.identity(), -1) == 0) {
                gone.add(it.problem());
            }
        }
        logFresh(fresh);
        if (fresh.stream().anyMatch(Console::isError)) {
            LOG.warn("{} served until this is fixed", started ? "the last good objects are" : "nothing is");
        }
        logGone(gone, fresh.stream().map(Console::place).collect(Collectors.toSet()));
    }

    /** An object that is wrong as before is no news where only the lines above it have changed. */
    private static Problem identity(Problem problem) {
        return problem.object() == null || problem.location() == null
                ? problem
                : new Problem(
                        problem.severity(), null, problem.object(), problem.field(), problem.cause(), problem.remedy());
    }

    /** Errors first: they keep everything back. */
    private static void logFresh(List<Problem> fresh) {
        fresh.stream()
                .sorted(Comparator.comparing(Problem::severity))
                .limit(PROBLEMS_SHOWN)
                .forEach(problem -> {
                    switch (problem.severity()) {
                        case ERROR -> LOG.error("{}", problem.line());
                        case WARNING -> LOG.warn("{}", problem.line());
                        case NOTE -> LOG.info("{}", problem.line());
                    }
                });
        logMore(fresh.size());
    }

    /** What is wrong in another way now has its line already. */
    private static void logGone(List<Problem> gone, Set<String> stillWrong) {
        List<Problem> over =
                gone.stream().filter(it -> !stillWrong.contains(place(it))).toList();
        over.stream().limit(PROBLEMS_SHOWN).forEach(problem -> LOG.info("no longer: {}", problem.fact()));
        logMoreGone(over.size());
    }

    private static void logMore(int problems) {
        if (problems > PROBLEMS_SHOWN) {
            LOG.warn("and {} more problems; /actuator/sluice lists them", problems - PROBLEMS_SHOWN);
        }
    }

    private static void logMoreGone(int problems) {
        if (problems > PROBLEMS_SHOWN) {
            LOG.info("no longer: {} more problems", problems - PROBLEMS_SHOWN);
        }
    }

    private static boolean isError(Problem problem) {
        return problem.severity() == Problem.Severity.ERROR;
    }

    /** An edit of a file moves the lines below it. */
    private static String place(Problem problem) {
        return problem.object() == null ? String.valueOf(problem.location()) : problem.object() + " " + problem.field();
    }

    /** A stack trace is for bugs; what a disk refuses is told in a line. */
    @Override
    public void failed(String stage, Throwable cause) {
        if (cause instanceof UncheckedIOException) {
            LOG.error(
                    "{}: {}; it is tried again, and what was served before is still served", stage, cause.getMessage());
        } else {
            LOG.error(
                    "{} failed, which is a bug; it is tried again, and what was served before is still served",
                    stage,
                    cause);
        }
    }

    @Override
    public void recovered(String stage) {
        LOG.info("{} works again", stage);
    }
}
