package dev.sluice.source.kubernetes;

import dev.sluice.text.Unreached;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks again and again which kinds are served, on a thread of its own, and tells of the API server's absence. */
final class DiscoveryLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DiscoveryLoop.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final Discovery discovery;
    private final Duration interval;
    private final Consumer<Map<WatchedKind, String>> changed;
    private final Runnable answered;
    private final Thread thread = new Thread(this::run, "sluice-discovery");
    private Map<WatchedKind, String> last = Map.of();
    private boolean away;

    /**
     * Has not begun.
     *
     * @param interval between two questions; after a failure one second at most
     * @param changed called by the thread when the answer is another
     * @param answered called by the thread after each answer; may block
     */
    DiscoveryLoop(
            Discovery discovery, Duration interval, Consumer<Map<WatchedKind, String>> changed, Runnable answered) {
        this.discovery = discovery;
        this.interval = interval;
        this.changed = changed;
        this.answered = answered;
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Ends the question that is being asked, and returns when it has ended. */
    @Override
    public void close() {
        thread.interrupt();
        KubernetesSource.awaitEnd(thread);
    }

    private void run() {
        try {
            while (!Thread.interrupted()) {
                ask();
                Thread.sleep(away && interval.compareTo(AFTER_FAILURE) > 0 ? AFTER_FAILURE : interval);
            }
        } catch (InterruptedException _) {
            // close() ends this thread.
        }
    }

    private void ask() {
        try {
            Map<WatchedKind, String> newest = discovery.newest();
            if (away) {
                LOG.info("the API server answers again");
            }
            away = false;
            if (!newest.equals(last)) {
                last = newest;
                changed.accept(newest);
            }
            answered.run();
        } catch (RuntimeException failure) {
            if (!away && !Thread.currentThread().isInterrupted()) {
                LOG.warn(
                        "the API server {} does not answer: {}; {}",
                        discovery.server(),
                        Unreached.words(failure),
                        last.isEmpty()
                                ? "nothing is served before it does; is this the cluster that KUBECONFIG or the pod's"
                                        + " service account should name?"
                                : "what was read last stays");
            }
            away = true;
        }
    }
}
