package dev.sluice.app;

import dev.sluice.pipeline.AcceptedChange;
import dev.sluice.pipeline.PipelineObserver;
import dev.sluice.source.Problem;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Tells when the first configuration is served. The last observer: the summary of the start is printed by then. */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
final class FirstServed implements PipelineObserver {

    private final CountDownLatch served = new CountDownLatch(1);

    /**
     * Waits for it.
     *
     * @param longest after which the wait is over all the same, as with a folder that has mistakes
     * @return whether it is served
     */
    boolean await(Duration longest) throws InterruptedException {
        return served.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void accepted(AcceptedChange change) {
        served.countDown();
    }

    @Override
    public void problems(List<Problem> problems) {
        // Waited for is what is served; the console tells these.
    }

    @Override
    public void failed(String stage, Throwable cause) {
        // As above.
    }

    @Override
    public void recovered(String stage) {
        // As above.
    }
}
