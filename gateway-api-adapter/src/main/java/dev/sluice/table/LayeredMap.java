package dev.sluice.table;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A map of which another version with a few other entries costs what these are, and only now and then what all are. A
 * large part is shared by many versions; what differs from it is in a small part of each. Immutable and safe for any
 * thread.
 */
final class LayeredMap<K, V> {

    /** The small part has at most this share of the large one, or so many entries where that is more. */
    private static final int SHARE = 16;

    private static final int FEW = 16;

    private final Map<K, V> shared;
    /** Null: there is no such entry, though the shared part has one. */
    private final Map<K, @Nullable V> own;

    private LayeredMap(Map<K, V> shared, Map<K, @Nullable V> own) {
        this.shared = shared;
        this.own = own;
    }

    /** These entries; the map must not be changed any more. */
    static <K, V> LayeredMap<K, V> of(Map<K, V> entries) {
        return new LayeredMap<>(entries, Map.of());
    }

    /** Null where there is none. */
    @Nullable
    V get(K key) {
        V mine = own.get(key);
        return mine != null || own.containsKey(key) ? mine : shared.get(key);
    }

    /**
     * The same with other values for some keys.
     *
     * @param changed null: there is no such entry any more
     */
    LayeredMap<K, V> with(Map<K, @Nullable V> changed) {
        Map<K, @Nullable V> mine = new HashMap<>(own);
        mine.putAll(changed);
        if (mine.size() <= Math.max(FEW, shared.size() / SHARE)) {
            return new LayeredMap<>(shared, mine);
        }
        Map<K, V> all = new HashMap<>(shared);
        mine.forEach((key, value) -> {
            if (value == null) {
                all.remove(key);
            } else {
                all.put(key, value);
            }
        });
        return of(all);
    }
}
