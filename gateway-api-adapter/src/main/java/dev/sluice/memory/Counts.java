package dev.sluice.memory;

import java.util.HashMap;
import java.util.Map;

/**
 * How often each of some things is there. What is there no more takes no memory. Used by one thread.
 *
 * @param <K> compared by equality
 */
public final class Counts<K> {

    private final Map<K, Integer> counts = new HashMap<>();

    /** Nothing is there. */
    public Counts() {}

    /**
     * Counts up or down.
     *
     * @param step never so far that there would be less than none
     * @return how often it is there now
     */
    public int add(K key, int step) {
        int now = of(key) + step;
        if (now == 0) {
            counts.remove(key);
        } else {
            counts.put(key, now);
        }
        return now;
    }

    /** How often it is there; 0 where it is not. */
    public int of(K key) {
        return counts.getOrDefault(key, 0);
    }
}
