package dev.sluice.observe;

import dev.sluice.pipeline.AcceptedChange;
import dev.sluice.pipeline.PipelineObserver;
import dev.sluice.pipeline.PipelineState;
import dev.sluice.publish.Served.SocketState;
import dev.sluice.source.Problem;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a person at the console sees: a summary when the first configuration is served, then one line for each accepted
 * change and each problem. Called by the pipeline's thread.
 */
public final class Console implements PipelineObserver {

    private static final Logger LOG = LoggerFactory.getLogger(Console.class);
    private static final int OBJECTS_SHOWN = 3;

    private final Supplier<PipelineState> state;
    private final Supplier<List<String>> ruleProblems;
    private final StartSummary summary;
    private Set<String> toldBefore = Set.of();
    private Set<Problem> problemsBefore = Set.of();
    private boolean started;

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
        } else {
            started = true;
            summary.lines(now).forEach(LOG::info);
        }
        tellProblems(now);
    }

    private static String objects(AcceptedChange change) {
        String shown = change.objects().stream()
                .limit(OBJECTS_SHOWN)
                .map(Object::toString)
                .collect(Collectors.joining(", "));
        int more = change.objects().size() - OBJECTS_SHOWN;
        return more > 0 ? shown + " and " + more + " more" : shown;
    }

    /** Those that are new since the last time. */
    private void tellProblems(PipelineState now) {
        Set<String> problems = new HashSet<>(ruleProblems.get());
        now.served().sockets().forEach((socket, socketState) -> {
            if (socketState instanceof SocketState.Closed(String message)) {
                problems.add("Gateway " + socket + ": " + message);
            }
        });
        problems.stream()
                .filter(problem -> !toldBefore.contains(problem))
                .sorted()
                .forEach(LOG::warn);
        toldBefore = problems;
    }

    /** Of a cluster's many objects, one person's mistake is not told anew with each of another's. */
    @Override
    public void problems(List<Problem> problems) {
        List<Problem> fresh = problems.stream()
                .filter(problem -> !problemsBefore.contains(problem))
                .toList();
        problemsBefore = Set.copyOf(problems);
        for (Problem problem : fresh) {
            switch (problem.severity()) {
                case ERROR -> LOG.error("{}", problem.line());
                case WARNING -> LOG.warn("{}", problem.line());
            }
        }
        if (fresh.stream().anyMatch(problem -> problem.severity() == Problem.Severity.ERROR)) {
            LOG.warn("{} until this is mended", started ? "what was served before goes on" : "nothing is served");
        } else if (problems.isEmpty()) {
            LOG.info("no problems any more");
        }
    }

    /** A stack trace is for bugs; what a disk refuses is told in a line. */
    @Override
    public void failed(String stage, Throwable cause) {
        if (cause instanceof UncheckedIOException) {
            LOG.error("{}: {}; what was served before is still served", stage, cause.getMessage());
        } else {
            LOG.error("{} failed, which is a bug; what was served before is still served", stage, cause);
        }
    }
}
