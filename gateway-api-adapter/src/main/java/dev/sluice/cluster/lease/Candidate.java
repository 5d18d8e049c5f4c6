package dev.sluice.cluster.lease;

import dev.sluice.cluster.api.Answer;
import dev.sluice.cluster.lease.LeaseLeadership.Settings;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one replica knows of the Lease, and what it asks of the API server next; sends nothing itself. A Lease that
 * another holds is taken when its {@code spec} has not changed for its duration, by our own monotonic clock: the times
 * in it are those of another machine and are never compared with ours. A Lease that was emptied, but not released, may
 * still have a leader that has not noticed, so it is waited for in the same way; so is one that was deleted, which is
 * made again without a holder. The leader itself takes it back at once.
 *
 * <p>Times are in nanoseconds of a clock that never goes back, from any origin. Used by one thread, but for
 * {@link #leads}.
 */
final class Candidate {

    /** A longer duration in a Lease is taken for a mistake. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Settings settings;
    private Known known = new Known.Nothing();
    /** As it was last; null: never read. */
    private @Nullable Seen seen;
    /** When what was seen no longer holds us up. */
    private long freeAt;

    private volatile @Nullable Term term;

    /** What the API server was last heard to have. */
    private sealed interface Known {

        /** Must be read before anything is written. */
        record Nothing() implements Known {}

        /**
         * There is none.
         *
         * @param everRead whether we have asked before, so that there may have been one
         */
        record Absent(boolean everRead) implements Known {}

        record There(ObjectNode lease) implements Known {}
    }

    /**
     * By which a change is seen.
     *
     * @param version of the object where nobody holds it, since such a spec says no time; else empty, so that who
     *     touches labels does not prolong the lease of a holder that is lost
     */
    private record Seen(JsonNode spec, String version) {

        static Seen of(ObjectNode lease) {
            var spec = lease.path("spec");
            return new Seen(spec, LeaseSpec.holder(spec).isEmpty() ? versionOf(lease) : "");
        }
    }

    /** What is asked of the API server. */
    sealed interface Request {

        record Read() implements Request {}

        record Create(ObjectNode lease) implements Request {}

        record Take(ObjectNode patch) implements Request {}

        record Release(ObjectNode patch) implements Request {}
    }

    /** A time of leading, which ends unless the Lease is renewed. */
    private record Term(long end) {}

    Candidate(Settings settings) {
        this.settings = settings;
    }

    /** Whether the Lease was renewed so recently that nobody else can have taken it. Called by any thread. */
    boolean leads(long now) {
        var last = term;
        return last != null && last.end() - now > 0;
    }

    /** How long it leads without another renewal; zero where it does not lead. */
    Duration remaining(long now) {
        var last = term;
        return last == null ? Duration.ZERO : Duration.ofNanos(Math.max(0, last.end() - now));
    }

    /** Begins an attempt. The leader need not read what it has written itself. */
    void begin(long now) {
        if (!leads(now)) {
            known = new Known.Nothing();
        }
    }

    /**
     * The next request of an attempt.
     *
     * @param time by the clock on the wall, for those who read the Lease
     * @return null: there is nothing to do before the next attempt
     */
    @Nullable
    Request next(long now, Instant time) {
        return switch (known) {
            case Known.Nothing _ -> new Request.Read();
            case Known.Absent(boolean everRead) -> new Request.Create(leads(now) || !everRead ? lease(time) : unheld());
            case Known.There(var lease) ->
                leads(now) || isOurs(lease) || now - freeAt >= 0 ? new Request.Take(taking(lease, time)) : null;
        };
    }

    /**
     * Takes the answer to a request.
     *
     * @param sent when the request was sent
     */
    void answered(Request request, Answer answer, long sent, long now) {
        if (request instanceof Request.Read) {
            read(answer, now);
        } else if (answer instanceof Answer.Done(var lease)) {
            there(lease, now);
            if (isOurs(lease)) {
                // From when it was sent: others count from when they see it, which is later.
                term = new Term(sent + settings.renewDeadline().toNanos());
            }
        } else {
            failed();
        }
    }

    /** A request has failed, so the Lease may be any. */
    void failed() {
        known = new Known.Nothing();
    }

    /** Ends the lead; nothing may be written from now on. */
    void resign() {
        term = null;
    }

    /** The next request that gives the Lease back; null where it is not ours. */
    @Nullable
    Request release(Instant time) {
        return switch (known) {
            case Known.Nothing _ -> new Request.Read();
            case Known.There(var lease)
            when isOurs(lease) -> {
                var patch = patchOf(lease);
                patch.putObject("spec")
                        .put("holderIdentity", "")
                        .put("leaseDurationSeconds", LeaseSpec.RELEASED)
                        .put("renewTime", LeaseSpec.time(time));
                yield new Request.Release(patch);
            }
            case Known.There _, Known.Absent _ -> null;
        };
    }

    private void read(Answer answer, long now) {
        switch (answer) {
            case Answer.Done(var lease) -> there(lease, now);
            case Answer.Gone _ -> {
                known = new Known.Absent(seen != null);
                seen = new Seen(MissingNode.getInstance(), "");
            }
            case Answer.Conflict _, Answer.Refused _ -> failed();
        }
    }

    private void there(ObjectNode lease, long now) {
        known = new Known.There(lease);
        var spec = lease.path("spec");
        var newest = Seen.of(lease);
        if (!newest.equals(seen)) {
            freeAt = now + (LeaseSpec.isReleased(spec) ? 0 : duration(spec).toNanos());
        }
        seen = newest;
        if (!LeaseSpec.holder(spec).isEmpty() && !isOurs(lease)) {
            term = null;
        }
    }

    private Duration duration(JsonNode newSpec) {
        var duration = Duration.ofSeconds(LeaseSpec.seconds(newSpec));
        return duration.isPositive() && duration.compareTo(LONGEST) <= 0 ? duration : settings.leaseDuration();
    }

    private boolean isOurs(JsonNode lease) {
        return LeaseSpec.holder(lease.path("spec")).equals(settings.identity());
    }

    private ObjectNode lease(Instant time) {
        var lease = unheld();
        lease.set("spec", renewed(MissingNode.getInstance(), time));
        return lease;
    }

    /** As one that was emptied. */
    private ObjectNode unheld() {
        var lease =
                JSON.objectNode().put("apiVersion", "coordination.k8s.io/v1").put("kind", "Lease");
        lease.putObject("metadata").put("name", settings.lease()).put("namespace", settings.namespace());
        lease.putObject("spec");
        return lease;
    }

    private ObjectNode taking(ObjectNode lease, Instant time) {
        var patch = patchOf(lease);
        patch.set("spec", renewed(lease.path("spec"), time));
        return patch;
    }

    /** Whole, since any member may be missing or of another type. */
    private ObjectNode renewed(JsonNode before, Instant time) {
        boolean held = LeaseSpec.holder(before).equals(settings.identity());
        var acquired = held ? LeaseSpec.acquired(before) : "";
        var now = LeaseSpec.time(time);
        return JSON.objectNode()
                .put("holderIdentity", settings.identity())
                .put("leaseDurationSeconds", settings.leaseSeconds())
                .put("acquireTime", acquired.isEmpty() ? now : acquired)
                .put("renewTime", now)
                .put("leaseTransitions", LeaseSpec.transitions(before) + (held || before.isMissingNode() ? 0 : 1));
    }

    /** Only for the Lease as it was seen. */
    private static ObjectNode patchOf(ObjectNode lease) {
        var patch = JSON.objectNode();
        patch.putObject("metadata").put("resourceVersion", versionOf(lease));
        return patch;
    }

    private static String versionOf(ObjectNode lease) {
        return lease.path("metadata").path("resourceVersion").asString("");
    }
}
