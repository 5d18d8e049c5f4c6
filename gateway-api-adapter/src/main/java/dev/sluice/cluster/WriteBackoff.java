package dev.sluice.cluster;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says when an object may be written again. A write of other content is always made at once. One of the same content
 * means that somebody has undone it or that it was refused: the first is made again at once, every further one after a
 * pause that doubles, so that two who disagree do not answer each other at the speed of the API server. What then stays
 * as it was written is forgotten. Called by any thread.
 */
public final class WriteBackoff {

    /** Between writes that are undone. */
    private static final Duration AFTER_UNDONE = Duration.ofSeconds(1);

    /** Somebody may have given us the right, or raised a quota. */
    private static final Duration AFTER_REFUSED = Duration.ofSeconds(30);

    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** What has stayed for so long was not undone by somebody who answers. */
    private static final Duration STAYS = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final Map<ObjectKey, Entry> entries = new ConcurrentHashMap<>();

    /**
     * The last write of an object.
     *
     * @param content hash of what was wanted
     * @param times how often the same was written before
     * @param next when it may be written again
     */
    private record Entry(long content, int times, Instant at, Instant next) {

        boolean hasStayed(Instant now) {
            var pause = Duration.between(at, next);
            return Duration.between(next, now).compareTo(pause.compareTo(STAYS) > 0 ? pause : STAYS) > 0;
        }
    }

    /** Nothing was written yet. */
    public WriteBackoff(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * How long an object has to wait before it is written.
     *
     * @param content hash of what it must become
     * @return zero: it may be written now
     */
    public Duration pause(ObjectKey key, long content) {
        var last = entries.get(key);
        if (last == null || last.content() != content) {
            return Duration.ZERO;
        }
        var rest = Duration.between(clock.instant(), last.next());
        return rest.isNegative() ? Duration.ZERO : rest;
    }

    /**
     * Remembers a write that the API server has taken.
     *
     * @return how often the same was written before, without staying
     */
    public int written(ObjectKey key, long content) {
        return remember(key, content, AFTER_UNDONE, 1);
    }

    /**
     * Remembers one that it has refused.
     *
     * @return how often the same was refused before
     */
    public int refused(ObjectKey key, long content) {
        return remember(key, content, AFTER_REFUSED, 0);
    }

    /** Forgets objects that are gone, and those of which all is long over. */
    public void prune() {
        var now = clock.instant();
        entries.values().removeIf(entry -> entry.hasStayed(now));
    }

    /** Forgets everything. */
    public void clear() {
        entries.clear();
    }

    private int remember(ObjectKey key, long content, Duration pause, int free) {
        var now = clock.instant();
        return entries.compute(key, (_, last) -> {
                    boolean again = last != null && last.content() == content && !last.hasStayed(now);
                    int times = again ? last.times() + 1 : 0;
                    return new Entry(
                            content, times, now, now.plus(times < free ? Duration.ZERO : grown(pause, times - free)));
                })
                .times();
    }

    private static Duration grown(Duration pause, int doublings) {
        var grown = pause.multipliedBy(1L << Math.min(doublings, 16));
        return grown.compareTo(LONGEST) > 0 ? LONGEST : grown;
    }
}
