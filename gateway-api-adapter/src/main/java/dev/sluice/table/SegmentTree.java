package dev.sluice.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One node of an immutable tree over segments: those of a path from its start, or those of a hostname from its end.
 *
 * @param <V> what is kept for the segments that lead to a node
 */
final class SegmentTree<V> {

    private final @Nullable V value;
    private final @Nullable SegmentTree<V> shorter;
    private final SegmentMap<SegmentTree<V>> below;

    /** Makes the root; an empty list of segments stands for the root itself. */
    SegmentTree(Map<List<String>, V> values) {
        this(values, 0, null);
    }

    private SegmentTree(Map<List<String>, V> values, int depth, @Nullable SegmentTree<V> shorter) {
        this.shorter = shorter;
        V here = null;
        Map<String, Map<List<String>, V>> deeper = new LinkedHashMap<>();
        for (Map.Entry<List<String>, V> entry : values.entrySet()) {
            List<String> segments = entry.getKey();
            if (segments.size() == depth) {
                here = entry.getValue();
            } else {
                deeper.computeIfAbsent(segments.get(depth), segment -> new LinkedHashMap<>())
                        .put(segments, entry.getValue());
            }
        }
        value = here;
        below = SegmentMap.of(children(deeper, depth + 1));
    }

    private Map<String, SegmentTree<V>> children(Map<String, Map<List<String>, V>> deeper, int depth) {
        Map<String, SegmentTree<V>> children = new HashMap<>();
        deeper.forEach((segment, values) -> children.put(segment, new SegmentTree<>(values, depth, nearest())));
        return children;
    }

    /** The segments of a text, empty ones too. */
    static List<String> split(String text, char separator) {
        List<String> segments = new ArrayList<>();
        int from = 0;
        for (int to = text.indexOf(separator); to >= 0; to = text.indexOf(separator, from)) {
            segments.add(text.substring(from, to));
            from = to + 1;
        }
        segments.add(text.substring(from));
        return segments;
    }

    /** What is kept for exactly the segments that lead here; null where nothing is. */
    @Nullable
    V value() {
        return value;
    }

    /** The next node towards the root that has a value; null where there is none. */
    @Nullable
    SegmentTree<V> shorter() {
        return shorter;
    }

    /** This node if it has a value, otherwise {@link #shorter()}. */
    @Nullable
    SegmentTree<V> nearest() {
        return value == null ? shorter : this;
    }

    /** The node below for the segment that {@code text} holds from {@code from} to before {@code to}. */
    @Nullable
    SegmentTree<V> child(String text, int from, int to) {
        return below.get(text, from, to);
    }
}
