package dev.sluice.source.file;

import static java.util.Collections.unmodifiableSequencedMap;

import dev.sluice.resource.ObjectName;
import dev.sluice.resource.WatchedObject;
import dev.sluice.validation.Admission.GroupKind;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The objects of a reading, with the changes of each one's spec counted as the API server does: {@code
 * metadata.generation}. Immutable, so that a reading that is refused leaves no trace.
 *
 * @param halfRenewed Secrets that stay as they were, because only one of their certificate and key has changed so far
 */
record Generations(SequencedMap<Key, Counted> counts, Set<Key> halfRenewed) {

    static final Generations NONE = new Generations(new LinkedHashMap<>(), Set.of());

    Generations {
        counts = unmodifiableSequencedMap(new LinkedHashMap<>(counts));
        halfRenewed = Set.copyOf(halfRenewed);
    }

    record Key(GroupKind kind, ObjectName name) {}

    /**
     * One object.
     *
     * @param record what it was decoded to; null for a kind that has none
     */
    record Counted(
            GoodObject object, long generation, @Nullable WatchedObject record) {}

    /**
     * Those of the next reading. What is written as it was before stays the same record.
     *
     * @param overdue Secrets that are taken although only one of their certificate and key has changed
     */
    Generations next(Collection<GoodObject> objects, Set<Key> overdue) {
        var next = new LinkedHashMap<Key, Counted>();
        var waiting = new HashSet<Key>();
        for (GoodObject object : objects) {
            Key key = object.key();
            Counted last = counts.get(key);
            if (last != null && !overdue.contains(key) && object.isHalfRenewed(last.object())) {
                waiting.add(key);
                next.put(key, last);
            } else {
                next.put(key, count(object));
            }
        }
        return new Generations(next, waiting);
    }

    /** In the order of the files. */
    List<WatchedObject> records() {
        return counts.values().stream()
                .map(Counted::record)
                .filter(Objects::nonNull)
                .toList();
    }

    /** A generation that the file gives is a floor. */
    private Counted count(GoodObject object) {
        Counted last = counts.get(object.key());
        if (last != null && last.object().tree().equals(object.tree())) {
            return last;
        }
        long counted = last == null ? 1 : last.generation() + (object.hasContentOf(last.object()) ? 0 : 1);
        long generation = Math.max(object.givenGeneration(), counted);
        return new Counted(object, generation, object.decode(generation));
    }
}
