package dev.sluice.store;

import dev.sluice.session.SessionId;
import dev.sluice.session.SessionUse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The last use of each session that this process has seen: those that wait to be written, and those that were, so that
 * a session that comes back to the same process needs no lookup. Both are bounded by a number of sessions; those of the
 * earliest interval are given up first.
 *
 * <p>{@link #add}, {@link #last} and the counters are for any thread, the rest is for one.
 */
final class RecentUses {

    private final int most;
    private final BiPredicate<SessionUse, SessionUse> isWorthWriting;
    /** Those of the current interval. */
    private final Map<SessionId, SessionUse> fresh = new ConcurrentHashMap<>();
    /** Those of all earlier ones. */
    private final Map<SessionId, SessionUse> earlier = new ConcurrentHashMap<>();

    private final SequencedMap<SessionId, SessionUse> unwritten = new LinkedHashMap<>();
    private final SequencedMap<SessionId, SessionUse> written = new LinkedHashMap<>();
    private final LongAdder dropped = new LongAdder();
    private volatile int waiting;

    /**
     * Without any use.
     *
     * @param most sessions that wait, and that are kept after they were written; above zero
     * @param isWorthWriting whether a use should be written after an earlier one of the same session was
     */
    RecentUses(int most, BiPredicate<SessionUse, SessionUse> isWorthWriting) {
        this.most = most;
        this.isWorthWriting = isWorthWriting;
    }

    void add(SessionUse use) {
        if (fresh.put(use.id(), use) == null && fresh.size() > most && fresh.remove(use.id(), use)) {
            dropped.increment();
        }
    }

    /** Null: not known here. */
    @Nullable
    SessionUse last(SessionId id) {
        SessionUse use = fresh.get(id);
        return use == null ? earlier.get(id) : use;
    }

    /** Uses that were given up before they were written. */
    long dropped() {
        return dropped.sum();
    }

    /**
     * Sessions whose last use is not written yet. While an interval ends, one of them may count twice; none is missed.
     */
    int pending() {
        // In this order: a use is counted where it goes to before it leaves where it was.
        return fresh.size() + waiting;
    }

    /**
     * Ends an interval.
     *
     * @return what is to be written, the longest-waiting first
     */
    List<SessionUse> collect() {
        fresh.forEach((id, use) -> {
            SessionUse before = written.get(id);
            if (before != null && !isWorthWriting.test(before, use)) {
                fresh.remove(id, use);
                return;
            }
            earlier.put(id, use);
            waiting = unwritten.size() + 1;
            if (fresh.remove(id, use)) {
                written.remove(id);
                unwritten.putLast(id, use);
            }
        });
        while (unwritten.size() > most) {
            forget(unwritten);
            dropped.increment();
        }
        waiting = unwritten.size();
        return List.copyOf(unwritten.values());
    }

    /** Notes that uses were written. */
    void written(List<SessionUse> uses) {
        for (SessionUse use : uses) {
            if (unwritten.remove(use.id(), use)) {
                written.putLast(use.id(), use);
            }
        }
        while (written.size() > most) {
            forget(written);
        }
        waiting = unwritten.size();
    }

    /** Forgets what was written, because the store may have lost it. */
    void forgetWritten() {
        while (!written.isEmpty()) {
            forget(written);
        }
    }

    /** Forgets sessions that have ended, as far as they are the first of those that were written. */
    void forgetFirst(Predicate<SessionUse> ended) {
        while (!written.isEmpty() && ended.test(written.firstEntry().getValue())) {
            forget(written);
        }
    }

    private void forget(SequencedMap<SessionId, SessionUse> of) {
        Map.Entry<SessionId, SessionUse> first = of.pollFirstEntry();
        if (first != null) {
            earlier.remove(first.getKey(), first.getValue());
        }
    }
}
