package dev.sluice.graph.reading;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Verdicts, each with the keys that it rests on: it holds as long as the answer to none of them changes. Used by one
 * thread.
 *
 * @param <K> identifies a judged object
 */
public final class Memo<K, V> {

    private final Map<K, Reading.Read<V>> known = new HashMap<>();
    private final Map<Key, Set<K>> readers = new HashMap<>();

    /** The verdict that holds, or a new one. Within another judgement, that one rests on the same keys too. */
    public V of(K id, Reading reading, Supplier<V> judging) {
        var read = known.get(id);
        if (read == null) {
            read = reading.read(judging);
            known.put(id, read);
            read.keys().forEach(key -> readers.compute(key, (_, ids) -> with(ids, id)));
        }
        reading.askAll(read.keys());
        return read.verdict();
    }

    /** Whether a verdict rests on this key. */
    public boolean restsOn(Key key) {
        return readers.containsKey(key);
    }

    /**
     * Drops what rests on one of these keys.
     *
     * @return the identities of what is dropped
     */
    public Set<K> drop(Set<Key> changed) {
        var dropped = new HashSet<K>();
        changed.forEach(key -> dropped.addAll(readers.getOrDefault(key, Set.of())));
        dropped.forEach(this::forget);
        return dropped;
    }

    private void forget(K id) {
        var read = known.remove(id);
        if (read != null) {
            read.keys().forEach(key -> readers.computeIfPresent(key, (_, ids) -> without(ids, id)));
        }
    }

    /** Most objects are asked for by one verdict, so a set that can grow is made for the second. */
    private static <K> Set<K> with(@Nullable Set<K> ids, K id) {
        if (ids == null) {
            return Set.of(id);
        }
        var many = ids instanceof HashSet<K> grown ? grown : new HashSet<>(ids);
        many.add(id);
        return many;
    }

    private static <K> @Nullable Set<K> without(Set<K> ids, K id) {
        if (ids instanceof HashSet<K> many) {
            many.remove(id);
            return many.isEmpty() ? null : many;
        }
        return ids.contains(id) ? null : ids;
    }
}
