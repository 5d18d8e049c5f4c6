package dev.sluice.table;

import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map whose key is looked up as a part of a longer text, so that a lookup allocates nothing.
 *
 * <p>Open addressing, at most half full. Keys come from resources of many owners: the hash starts from a random number,
 * so that nobody can choose keys that all fall on one place and make the lookups of others slow.
 */
final class SegmentMap<V> {

    private static final int SEED = ThreadLocalRandom.current().nextInt();

    private static final SegmentMap<Object> EMPTY = new SegmentMap<>(1, Map.of());

    private final @Nullable String[] keys;
    private final @Nullable Object[] values;
    private final int mask;

    /** A map of these; one and the same where there are none, for most nodes of a tree are leaves. */
    @SuppressWarnings("unchecked") // without entries it has no value of any type
    static <V> SegmentMap<V> of(Map<String, V> entries) {
        int size = entries.size();
        return size == 0
                ? (SegmentMap<V>) EMPTY
                : new SegmentMap<>(size == 1 ? 2 : Integer.highestOneBit(size - 1) * 4, entries);
    }

    private SegmentMap(int capacity, Map<String, V> entries) {
        keys = new String[capacity];
        values = new Object[capacity];
        mask = capacity - 1;
        entries.forEach(this::put);
    }

    private void put(String key, V value) {
        int slot = hash(key, 0, key.length()) & mask;
        while (keys[slot] != null) {
            slot = (slot + 1) & mask;
        }
        keys[slot] = key;
        values[slot] = value;
    }

    /**
     * The value of the key that {@code text} holds from {@code from} to before {@code to}; null where there is none.
     */
    @SuppressWarnings("unchecked") // only put writes values, and it takes a V
    @Nullable
    V get(String text, int from, int to) {
        int slot = hash(text, from, to) & mask;
        String key = keys[slot];
        while (key != null) {
            if (key.length() == to - from && text.startsWith(key, from)) {
                return (V) values[slot];
            }
            slot = (slot + 1) & mask;
            key = keys[slot];
        }
        return null;
    }

    private static int hash(String text, int from, int to) {
        int hash = SEED;
        for (int i = from; i < to; i++) {
            hash = (hash ^ text.charAt(i)) * 0x9E3779B1;
            hash ^= hash >>> 15;
        }
        return hash;
    }
}
