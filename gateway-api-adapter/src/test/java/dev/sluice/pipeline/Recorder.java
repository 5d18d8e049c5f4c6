package dev.sluice.pipeline;

import dev.sluice.source.Problem;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what it was told. */
final class Recorder implements PipelineObserver {

    private final List<String> changes = new CopyOnWriteArrayList<>();
    private final List<List<Problem>> problems = new CopyOnWriteArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();

    @Override
    public void accepted(AcceptedChange change) {
        changes.add(change.version() + " " + change.objects());
    }

    @Override
    public void problems(List<Problem> newProblems) {
        problems.add(newProblems);
    }

    @Override
    public void failed(String stage, Throwable cause) {
        failures.add(stage + ": " + cause.getMessage());
    }

    @Override
    public void recovered(String stage) {
        failures.add(stage + " works");
    }

    List<String> changes() {
        return List.copyOf(changes);
    }

    List<List<Problem>> problems() {
        return List.copyOf(problems);
    }

    List<String> failures() {
        return List.copyOf(failures);
    }
}
