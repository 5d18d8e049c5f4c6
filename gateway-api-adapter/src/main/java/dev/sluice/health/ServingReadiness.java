package dev.sluice.health;

import dev.sluice.pipeline.Pipeline;
import java.util.List;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.application.ReadinessStateHealthIndicator;

/**
 * Readiness as Spring Boot knows it, and besides: a whole configuration is being served. Before that requests would be
 * answered 404 that later are not. Later mistakes in what users write do not change it: the last good configuration
 * goes on.
 */
public final class ServingReadiness extends ReadinessStateHealthIndicator {

    private final Pipeline pipeline;
    private final List<Prerequisite> others;

    public ServingReadiness(ApplicationAvailability availability, Pipeline pipeline, List<Prerequisite> others) {
        super(availability);
        this.pipeline = pipeline;
        this.others = List.copyOf(others);
    }

    @Override
    protected AvailabilityState getState(ApplicationAvailability availability) {
        return pipeline.current().isServing() && others.stream().allMatch(Prerequisite::isMet)
                ? super.getState(availability)
                : ReadinessState.REFUSING_TRAFFIC;
    }
}
