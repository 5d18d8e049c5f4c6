package dev.sluice.pipeline;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * Says when the pipeline runs again. All times are nanoseconds of one clock.
 *
 * <ul>
 *   <li>A change is taken at once, unless runs have taken much of the time before it: each is owed a pause as long as
 *       itself, and only what is owed beyond {@link #AT_ONCE} is waited for, {@link #LONGEST_PAUSE} at most. So under
 *       changes without end, runs take half of a processor, and requests get the rest; a gateway that was idle, or has
 *       short runs now and then, answers at once.
 *   <li>A run in which a stage failed is repeated without a change, after a pause that doubles.
 *   <li>So are the sockets that could not be opened, without a run: any process may give a port back.
 * </ul>
 */
final class TurnSchedule {

    /** A configuration whose runs take longer is huge; nobody must wait for much more than the run itself. */
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    /** What runs may take one after the other before there is a pause. */
    static final Duration AT_ONCE = Duration.ofMillis(100);

    /** A stage that fails is most often a bug, and a run costs processor time. */
    private final Retry turns = new Retry(Duration.ofSeconds(1), Duration.ofSeconds(30));

    /** An attempt to open a socket costs microseconds, and a person may be waiting for the port. */
    private final Retry sockets = new Retry(Duration.ofSeconds(1), Duration.ofSeconds(10));

    /** What was owed when the last run ended. */
    private long owed;

    private long since;

    /**
     * A run has ended.
     *
     * @param failed whether a stage failed
     * @param closed whether there are sockets that could not be opened
     */
    void ran(long begun, long ended, boolean failed, boolean closed) {
        long most = AT_ONCE.plus(LONGEST_PAUSE).toNanos();
        owed = Math.min(owed(begun) + ended - begun, most);
        since = ended;
        turns.tried(ended, failed);
        sockets.needed(ended, closed);
    }

    /**
     * Closed sockets were tried again.
     *
     * @param closed whether some still are
     */
    void triedSockets(long now, boolean closed) {
        sockets.tried(now, closed);
    }

    /** How long the next run has to wait, though there is a change. */
    Duration pause(long now) {
        return Duration.ofNanos(Math.max(0, owed(now) - AT_ONCE.toNanos()));
    }

    private long owed(long now) {
        return owed == 0 ? 0 : Math.max(0, owed - (now - since));
    }

    boolean isTurnDue(long now) {
        return turns.isDue(now);
    }

    boolean areSocketsDue(long now) {
        return sockets.isDue(now);
    }

    /** How long until something is due without a change; empty: nothing is. */
    Optional<Duration> untilDue(long now) {
        return LongStream.concat(turns.until(now), sockets.until(now))
                .boxed()
                .min(Long::compare)
                .map(Duration::ofNanos);
    }

    /** Something that is tried again after pauses that double. */
    private static final class Retry {

        private final long first;
        private final long longest;
        private long pause;
        private OptionalLong due = OptionalLong.empty();

        Retry(Duration first, Duration longest) {
            this.first = first.toNanos();
            this.longest = longest.toNanos();
        }

        /** Whether it has to be tried again at all. */
        void needed(long now, boolean is) {
            if (!is) {
                due = OptionalLong.empty();
            } else if (due.isEmpty()) {
                pause = first;
                due = OptionalLong.of(now + pause);
            }
        }

        /** An attempt that is made before it is due, for another reason, makes no pause longer. */
        void tried(long now, boolean failed) {
            boolean wasDue = isDue(now);
            needed(now, failed);
            if (failed && wasDue) {
                pause = Math.min(2 * pause, longest);
                due = OptionalLong.of(now + pause);
            }
        }

        boolean isDue(long now) {
            return due.isPresent() && due.getAsLong() - now <= 0;
        }

        LongStream until(long now) {
            return due.stream().map(it -> Math.max(0, it - now));
        }
    }
}
