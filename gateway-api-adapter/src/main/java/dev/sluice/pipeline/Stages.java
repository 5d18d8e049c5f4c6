package dev.sluice.pipeline;

import dev.sluice.source.Problem;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Runs the stages of the pipeline. A stage that throws is reported once, and again when it throws something else; it is
 * a problem until it succeeds. Used by one thread.
 */
final class Stages {

    private final PipelineObserver observer;
    private final Map<String, Throwable> failing = new LinkedHashMap<>();

    /** Every stage is fine so far. */
    Stages(PipelineObserver observer) {
        this.observer = observer;
    }

    /** What a stage gives; empty where it throws. */
    <T> Optional<T> run(String stage, Supplier<T> work) {
        T result;
        try {
            result = work.get();
        } catch (RuntimeException | Error failure) {
            failed(stage, failure);
            return Optional.empty();
        }
        if (failing.remove(stage) != null) {
            observer.recovered(stage);
        }
        return Optional.of(result);
    }

    /** The same for a stage that gives nothing. */
    boolean perform(String stage, Runnable work) {
        return run(stage, () -> {
                    work.run();
                    return true;
                })
                .isPresent();
    }

    boolean anyIsFailing() {
        return !failing.isEmpty();
    }

    boolean isFailing(String stage) {
        return failing.containsKey(stage);
    }

    /** Why a stage fails, in words for people who may not read the log: no names of other people's objects. */
    String cause(String stage) {
        return failing.get(stage) instanceof UncheckedIOException ? "an I/O error" : "a bug in Sluice";
    }

    /** Those that fail. */
    List<Problem> problems() {
        return failing.entrySet().stream()
                .map(it -> problem(it.getKey(), it.getValue()))
                .toList();
    }

    private void failed(String stage, Throwable failure) {
        var before = failing.put(stage, failure);
        if (before == null || !before.toString().equals(failure.toString())) {
            observer.failed(stage, failure);
        }
    }

    private static Problem problem(String stage, Throwable failure) {
        boolean bug = !(failure instanceof UncheckedIOException);
        return new Problem(
                Problem.Severity.ERROR,
                null,
                null,
                stage,
                "failed%s: %s".formatted(bug ? ", which is a bug" : "", bug ? failure : failure.getMessage()),
                "it is tried again, and what was served before is still served"
                        + (bug ? "; report it, with the log" : ""));
    }
}
