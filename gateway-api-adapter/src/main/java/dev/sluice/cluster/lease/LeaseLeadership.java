package dev.sluice.cluster.lease;

import dev.sluice.cluster.Leadership;
import dev.sluice.cluster.api.Answer;
import dev.sluice.cluster.api.ApiServer;
import dev.sluice.cluster.lease.Candidate.Request;
import dev.sluice.resource.Durations;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads while it renews a Lease. It leads for the renew deadline from its last renewal, measured by the monotonic clock
 * of this process, whatever the API server does; that is shorter than the time for which the others wait, so no two
 * lead at once. Nothing that the API server answers, or does not answer, ends the attempts.
 *
 * <p>There is one exception: a replica that finds no Lease when it first looks creates it and leads at once. Where the
 * Lease of a living leader was deleted just then, both lead until the other's next renewal. All writes carry a
 * resourceVersion, so neither overwrites what the other has written unseen.
 */
public final class LeaseLeadership implements Leadership, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseLeadership.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Of one attempt: others may change the Lease, or its labels, between each read and write. */
    private static final int MOST_REQUESTS = 8;

    private final ApiServer server;
    private final Settings settings;
    private final LongSupplier nanos;
    private final InstantSource clock;
    private final Candidate candidate;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::run, "sluice-leadership");
    private volatile boolean closed;
    // Touched by the thread alone.
    private boolean told;
    private boolean warned;

    /**
     * Which Lease, and how long it holds.
     *
     * @param identity what no other replica is called, such as the pod's name
     * @param leaseDuration how long others wait for a holder that is silent; written in whole seconds, rounded up
     * @param renewDeadline how long the holder leads without a renewal; shorter than {@code leaseDuration}
     * @param retryPeriod time between attempts; less than a third of {@code renewDeadline}
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

        /** More than one, which says that a Lease was given back. */
        long leaseSeconds() {
            return Math.max(
                    LeaseSpec.RELEASED + 1, leaseDuration.plusMillis(999).toSeconds());
        }

        String collection() {
            return "/apis/coordination.k8s.io/v1/namespaces/" + namespace + "/leases";
        }

        String path() {
            return collection() + "/" + lease;
        }
    }

    /** Leads nothing yet. */
    public LeaseLeadership(ApiServer server, Settings settings) {
        this(server, settings, System::nanoTime, InstantSource.system());
    }

    /**
     * The same with other clocks.
     *
     * @param nanos never goes back
     * @param clock for the times in the Lease, by which nothing is decided
     */
    LeaseLeadership(ApiServer server, Settings settings, LongSupplier nanos, InstantSource clock) {
        this.server = server;
        this.settings = settings;
        this.nanos = nanos;
        this.clock = clock;
        this.candidate = new Candidate(settings);
        this.thread.setDaemon(true);
    }

    /** Begins to stand for election, on a thread of its own. */
    public void start() {
        thread.start();
    }

    @Override
    public boolean leads() {
        return !closed && candidate.leads(nanos.getAsLong());
    }

    @Override
    public void onChange(Runnable changed) {
        listeners.add(changed);
    }

    /** Gives the Lease back, so that another replica need not wait for its end. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closed) {
                attempt();
                tell();
                Thread.sleep(pause());
                tell();
            }
        } catch (InterruptedException _) {
            // close() ends this thread.
        } finally {
            // An attempt that was interrupted leaves its mark.
            boolean _ = Thread.interrupted();
            release();
        }
    }

    /** Until the next attempt, or the end of the lead, whichever comes first. */
    private Duration pause() {
        var remaining = candidate.remaining(nanos.getAsLong());
        return remaining.isPositive() && remaining.compareTo(settings.retryPeriod()) < 0
                ? remaining.plusMillis(1)
                : settings.retryPeriod();
    }

    /** Tries to hold the Lease, once. */
    private void attempt() {
        try {
            candidate.begin(nanos.getAsLong());
            for (int requests = 0; requests < MOST_REQUESTS && !closed; requests++) {
                var request = candidate.next(nanos.getAsLong(), clock.instant());
                if (request == null || !isAnswered(request)) {
                    return;
                }
                if (!(request instanceof Request.Read) && leads()) {
                    warned = false;
                    return;
                }
            }
        } catch (RuntimeException | Error failed) {
            candidate.failed();
            warn(String.valueOf(failed.getMessage()));
        }
    }

    /** Whether the API server has said something from which can be gone on. */
    private boolean isAnswered(Request request) {
        long sent = nanos.getAsLong();
        var answer = send(request);
        candidate.answered(request, answer, sent, nanos.getAsLong());
        if (answer instanceof Answer.Refused(int code, var message)) {
            warn(code + " " + message);
            return false;
        }
        return true;
    }

    /** For so long only that another attempt fits in, and never beyond the end of the lead. */
    private Answer send(Request request) {
        var remaining = candidate.remaining(nanos.getAsLong());
        var half = settings.renewDeadline().dividedBy(2);
        var within = server.within(remaining.isPositive() && remaining.compareTo(half) < 0 ? remaining : half);
        return switch (request) {
            case Request.Read _ -> within.read(settings.path());
            case Request.Create(var lease) -> within.create(settings.collection(), lease);
            case Request.Take(var patch) -> within.patch(settings.path(), patch);
            case Request.Release(var patch) -> within.patch(settings.path(), patch);
        };
    }

    private void release() {
        boolean led = told || candidate.leads(nanos.getAsLong());
        candidate.resign();
        tell();
        try {
            for (int requests = 0; led && requests < MOST_REQUESTS; requests++) {
                var request = candidate.release(clock.instant());
                if (request == null) {
                    return;
                }
                candidate.answered(request, send(request), nanos.getAsLong(), nanos.getAsLong());
            }
        } catch (RuntimeException unavailable) {
            LOG.warn(
                    "Lease {}/{} is not given back, so the next leader waits for its end: {}",
                    settings.namespace(),
                    settings.lease(),
                    unavailable.getMessage());
        }
    }

    private void warn(String cause) {
        if (!closed && !warned) {
            warned = true;
            LOG.warn(
                    "Lease {}/{} cannot be held: {}; trying again every {}",
                    settings.namespace(),
                    settings.lease(),
                    cause,
                    Durations.text(settings.retryPeriod()));
        }
    }

    private void tell() {
        boolean leads = leads();
        if (leads != told) {
            told = leads;
            LOG.info(
                    "{} Lease {}/{}",
                    leads ? "writes status and infrastructure: holds" : "writes nothing: lost",
                    settings.namespace(),
                    settings.lease());
            listeners.forEach(this::call);
        }
    }

    private void call(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException | Error bug) {
            LOG.error("a listener of the leadership failed, which is a bug", bug);
        }
    }
}
