package dev.sluice.autoconfigure;

import dev.sluice.pipeline.Pipeline;
import dev.sluice.serve.DataPlane;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Starts when everything else of the application has, and stops first: readiness is taken back, no change is taken any
 * more, then running requests may end.
 */
final class GatewayLifecycle implements SmartLifecycle {

    private final Pipeline pipeline;
    private final DataPlane dataPlane;
    private final ApplicationContext context;
    private volatile boolean running;

    GatewayLifecycle(Pipeline pipeline, DataPlane dataPlane, ApplicationContext context) {
        this.pipeline = pipeline;
        this.dataPlane = dataPlane;
        this.context = context;
    }

    @Override
    public void start() {
        pipeline.start();
        running = true;
    }

    @Override
    public void stop() {
        AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
        pipeline.close();
        dataPlane.close();
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** The highest of all: after the application's web server, before it when stopping. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
