package dev.sluice.table;

import dev.sluice.config.match.Hostname;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is kept for the hostnames that a host belongs to, as {@link Hostname#matches} defines it, without trying
 * each of them.
 *
 * @param <V> what is kept for a hostname
 */
final class HostIndex<V> {

    private final Map<String, V> exact = new HashMap<>();
    private final SegmentTree<V> wildcards;
    private final @Nullable V any;

    HostIndex(Map<Hostname, V> values) {
        Map<List<String>, V> bySuffix = new HashMap<>();
        values.forEach((hostname, value) -> {
            if (hostname.isWildcard()) {
                bySuffix.put(labelsFromTheEnd(hostname), value);
            } else if (!hostname.isAny()) {
                exact.put(hostname.value(), value);
            }
        });
        wildcards = new SegmentTree<>(bySuffix);
        any = values.get(Hostname.ANY);
    }

    private static List<String> labelsFromTheEnd(Hostname wildcard) {
        return SegmentTree.split(wildcard.suffix().substring(1), '.').reversed();
    }

    /** What is kept for the most specific hostname that the host belongs to; null where it belongs to none. */
    @Nullable
    V mostSpecific(String host) {
        V found = exact(host);
        if (found != null) {
            return found;
        }
        SegmentTree<V> wildcard = wildcard(host);
        return wildcard == null ? any : wildcard.value();
    }

    /** All that is kept for the hostnames that the host belongs to, of the most specific first. */
    List<V> all(String host) {
        List<V> found = new ArrayList<>();
        addIfPresent(found, exact(host));
        for (SegmentTree<V> node = wildcard(host); node != null; node = node.shorter()) {
            addIfPresent(found, node.value());
        }
        addIfPresent(found, any);
        return found;
    }

    private static <V> void addIfPresent(List<V> found, @Nullable V value) {
        if (value != null) {
            found.add(value);
        }
    }

    /** What is kept for this very name. */
    @Nullable
    V exact(String host) {
        return exact.get(host);
    }

    /** The most specific wildcard that covers the host; the less specific ones are its {@code shorter()}. */
    @Nullable
    SegmentTree<V> wildcard(String host) {
        SegmentTree<V> found = null;
        SegmentTree<V> node = wildcards;
        int end = host.length();
        // A wildcard stands for at least one character before the dot, so a dot at the very start ends the search.
        for (int dot = host.lastIndexOf('.'); dot > 0; dot = host.lastIndexOf('.', dot - 1)) {
            node = node.child(host, dot + 1, end);
            if (node == null) {
                return found;
            }
            found = node.nearest();
            end = dot;
        }
        return found;
    }

    /** What is kept for every host, also for an empty one. */
    @Nullable
    V any() {
        return any;
    }
}
