package dev.sluice.observe;

import dev.sluice.pipeline.AcceptedChange;
import dev.sluice.pipeline.PipelineObserver;
import dev.sluice.source.Problem;
import java.util.List;

/**
 * Tells several observers, in order.
 *
 * @param observers each hears everything
 */
public record PipelineObservers(List<PipelineObserver> observers) implements PipelineObserver {

    public PipelineObservers {
        observers = List.copyOf(observers);
    }

    @Override
    public void accepted(AcceptedChange change) {
        observers.forEach(observer -> observer.accepted(change));
    }

    @Override
    public void problems(List<Problem> problems) {
        observers.forEach(observer -> observer.problems(problems));
    }

    @Override
    public void failed(String stage, Throwable cause) {
        observers.forEach(observer -> observer.failed(stage, cause));
    }

    @Override
    public void recovered(String stage) {
        observers.forEach(observer -> observer.recovered(stage));
    }
}
