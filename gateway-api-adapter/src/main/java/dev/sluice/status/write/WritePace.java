package dev.sluice.status.write;

import dev.sluice.cluster.ContentHash;
import dev.sluice.cluster.ObjectKey;
import dev.sluice.cluster.WriteBackoff;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * Says when the status of an object may be written. An object that was quiet is written at once. One whose status keeps
 * changing is written after pauses that double up to {@link #LONGEST}, each time with its newest status. A Gateway's
 * counts change with every route that comes or goes, so conditions and addresses have pauses of their own and never
 * wait for those of counts. A status that is to be written again, since somebody has undone or refused it, waits as
 * {@link WriteBackoff} says. Called by any thread, for one object by one at a time.
 */
final class WritePace {

    static final Duration LONGEST = Duration.ofSeconds(1);

    private static final long FIRST_NANOS = Duration.ofMillis(20).toNanos();

    /** Longer than the longest pause, so that steady changes never look like quiet. */
    private static final long QUIET_NANOS = 2 * LONGEST.toNanos();

    private static final Set<String> COUNTS = Set.of("attachedRoutes", "attachedListenerSets");

    private final WriteBackoff backoff;
    private final LongSupplier nanos;
    private final Map<ObjectKey, Last> last = new ConcurrentHashMap<>();
    private volatile long pruned;

    /**
     * Nothing was written yet.
     *
     * @param nanos a clock that nobody can set
     */
    WritePace(WriteBackoff backoff, LongSupplier nanos) {
        this.backoff = backoff;
        this.nanos = nanos;
        this.pruned = nanos.getAsLong();
    }

    /**
     * What was sent last of an object.
     *
     * @param status hash of it
     * @param verdict hash of it without counts
     * @param ofAny the pause after any status
     * @param ofVerdict the pause after the last verdict that was another
     */
    private record Last(long status, long verdict, Pause ofAny, Pause ofVerdict) {

        Last next(long newStatus, long newVerdict, long now) {
            if (newStatus == status) {
                return this;
            }
            return new Last(
                    newStatus, newVerdict, ofAny.next(now), newVerdict == verdict ? ofVerdict : ofVerdict.next(now));
        }
    }

    private record Pause(long begun, long length) {

        static Pause first(long now) {
            return new Pause(now, FIRST_NANOS);
        }

        boolean isQuiet(long now) {
            return now - begun > QUIET_NANOS;
        }

        Pause next(long now) {
            return isQuiet(now) ? first(now) : new Pause(now, Math.min(2 * length, LONGEST.toNanos()));
        }

        Duration rest(long now) {
            return Duration.ofNanos(Math.max(0, begun + length - now));
        }
    }

    /** How long a status has to wait; zero: it may be written now. */
    Duration pause(ObjectKey key, ObjectNode status) {
        long content = ContentHash.of(status);
        var undone = backoff.pause(key, content);
        var sent = last.get(key);
        if (sent == null || sent.status() == content) {
            return undone;
        }
        var pause = sent.verdict() == verdict(status) ? sent.ofAny() : sent.ofVerdict();
        var rest = pause.rest(nanos.getAsLong());
        return rest.compareTo(undone) > 0 ? rest : undone;
    }

    /**
     * Remembers a status that the API server has taken.
     *
     * @return how often the same was written before, without staying
     */
    int written(ObjectKey key, ObjectNode status) {
        return backoff.written(key, remember(key, status));
    }

    /**
     * Remembers one that it has refused.
     *
     * @return how often the same was refused before
     */
    int refused(ObjectKey key, ObjectNode status) {
        return backoff.refused(key, remember(key, status));
    }

    /** Forgets objects that are gone, and those of which all is over; looks at them once a second at most. */
    void prune() {
        long now = nanos.getAsLong();
        if (now - pruned < LONGEST.toNanos()) {
            return;
        }
        pruned = now;
        last.values().removeIf(sent -> sent.ofAny().isQuiet(now));
        backoff.prune();
    }

    /** Forgets everything. */
    void clear() {
        last.clear();
        backoff.clear();
    }

    /** Gives the hash of the status. */
    private long remember(ObjectKey key, ObjectNode status) {
        long now = nanos.getAsLong();
        long content = ContentHash.of(status);
        long verdict = verdict(status);
        last.compute(
                key,
                (_, sent) -> sent == null
                        ? new Last(content, verdict, Pause.first(now), Pause.first(now))
                        : sent.next(content, verdict, now));
        return content;
    }

    private static long verdict(ObjectNode status) {
        return ContentHash.of(status, COUNTS);
    }
}
