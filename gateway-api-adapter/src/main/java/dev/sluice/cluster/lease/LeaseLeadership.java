package dev.sluice.cluster.lease;

import dev.sluice.cluster.Leadership;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads while it holds a Lease. Whoever loses the Lease stands for election again; an API server that is away costs the
 * lead after the renew deadline, and nothing else.
 */
public final class LeaseLeadership implements Leadership, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseLeadership.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final KubernetesClient client;
    private final Settings settings;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::run, "sluice-leadership");
    private volatile boolean leads;
    private volatile boolean closed;
    private @Nullable CompletableFuture<?> term;

    /**
     * Which Lease, and how long it holds.
     *
     * @param identity what no other replica is called, such as the pod's name
     * @param leaseDuration how long others wait for a holder that is silent; whole seconds
     * @param renewDeadline after how long without success the holder gives up; shorter than {@code leaseDuration}
     * @param retryPeriod time between tries; less than a third of {@code renewDeadline}
     */
    public record Settings(
            String namespace,
            String lease,
            String identity,
            Duration leaseDuration,
            Duration renewDeadline,
            Duration retryPeriod) {

        public Settings {
            if (leaseDuration.compareTo(renewDeadline) <= 0
                    || renewDeadline.compareTo(retryPeriod.multipliedBy(3)) <= 0) {
                throw new IllegalArgumentException(
                        "leaseDuration %s, renewDeadline %s, retryPeriod %s (expected: each longer than the next, the last less than a third)"
                                .formatted(leaseDuration, renewDeadline, retryPeriod));
            }
        }
    }

    /** Leads nothing yet. */
    public LeaseLeadership(KubernetesClient client, Settings settings) {
        this.client = client;
        this.settings = settings;
        this.thread.setDaemon(true);
    }

    /** Begins to stand for election, on a thread of its own. */
    public void start() {
        thread.start();
    }

    @Override
    public boolean leads() {
        return leads;
    }

    @Override
    public void onChange(Runnable changed) {
        listeners.add(changed);
    }

    /** Gives the Lease back, so that another replica need not wait for its end. */
    @Override
    public void close() {
        cancel();
        thread.interrupt();
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void cancel() {
        closed = true;
        if (term != null) {
            term.cancel(true);
        }
    }

    private void run() {
        try {
            while (!closed) {
                serveTerm();
                Thread.sleep(settings.retryPeriod());
            }
        } catch (InterruptedException _) {
            // close() ends this thread.
        }
    }

    /** From the first try to the loss of the Lease. */
    private void serveTerm() throws InterruptedException {
        try {
            stand().get();
        } catch (CancellationException _) {
            // close() ends the term.
        } catch (ExecutionException lost) {
            LOG.warn("leader election: {}", String.valueOf(lost.getCause()));
        }
    }

    private synchronized CompletableFuture<?> stand() {
        CompletableFuture<?> next = closed
                ? CompletableFuture.completedFuture(null)
                : client.leaderElector().withConfig(election()).build().start();
        term = next;
        return next;
    }

    private LeaderElectionConfig election() {
        return new LeaderElectionConfigBuilder()
                .withName(settings.lease())
                .withLock(new LeaseLock(settings.namespace(), settings.lease(), settings.identity()))
                .withLeaseDuration(settings.leaseDuration())
                .withRenewDeadline(settings.renewDeadline())
                .withRetryPeriod(settings.retryPeriod())
                .withReleaseOnCancel(true)
                .withLeaderCallbacks(new LeaderCallbacks(() -> become(true), () -> become(false), _ -> {}))
                .build();
    }

    private void become(boolean leader) {
        if (leads != leader) {
            leads = leader;
            LOG.info(
                    "{} Lease {}/{}",
                    leader ? "writes status and infrastructure: holds" : "writes nothing: lost",
                    settings.namespace(),
                    settings.lease());
            listeners.forEach(Runnable::run);
        }
    }
}
