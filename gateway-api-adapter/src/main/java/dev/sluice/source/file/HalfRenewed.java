package dev.sluice.source.file;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** How long Secrets have been waiting for the other one of their certificate and key to change. Used by one thread. */
final class HalfRenewed {

    private final long longest;
    private final Map<Generations.Key, Long> deadlines = new HashMap<>();

    HalfRenewed(Duration longest) {
        this.longest = longest.toNanos();
    }

    /** These wait, those that did already since then; no others do. */
    void keep(Set<Generations.Key> waiting) {
        deadlines.keySet().retainAll(waiting);
        long deadline = System.nanoTime() + longest;
        waiting.forEach(key -> deadlines.putIfAbsent(key, deadline));
    }

    /** Those that have waited long enough. */
    Set<Generations.Key> overdue() {
        long now = System.nanoTime();
        return deadlines.entrySet().stream()
                .filter(entry -> entry.getValue() - now <= 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    boolean isOverdue() {
        return !overdue().isEmpty();
    }

    /** The time until one is overdue, if that is shorter. */
    Duration untilOverdue(Duration otherwise) {
        long now = System.nanoTime();
        return deadlines.values().stream()
                .map(deadline -> Duration.ofNanos(Math.max(0, deadline - now)))
                .reduce(otherwise, (one, other) -> one.compareTo(other) < 0 ? one : other);
    }
}
