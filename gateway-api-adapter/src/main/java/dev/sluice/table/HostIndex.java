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

    private final LayeredMap<String, V> exact;
    private final Map<List<String>, V> bySuffix;
    private final SegmentTree<V> wildcards;
    private final @Nullable V any;

    /** What is kept for each hostname. */
    HostIndex(Map<Hostname, V> values) {
        Map<String, V> names = new HashMap<>();
        bySuffix = new HashMap<>();
        values.forEach((hostname, value) -> {
            if (hostname.isWildcard()) {
                bySuffix.put(labelsFromTheEnd(hostname), value);
            } else if (!hostname.isAny()) {
                names.put(hostname.value(), value);
            }
        });
        exact = LayeredMap.of(names);
        wildcards = new SegmentTree<>(bySuffix);
        any = values.get(Hostname.ANY);
    }

    private HostIndex(
            LayeredMap<String, V> exact, Map<List<String>, V> bySuffix, SegmentTree<V> wildcards, @Nullable V any) {
        this.exact = exact;
        this.bySuffix = bySuffix;
        this.wildcards = wildcards;
        this.any = any;
    }

    /**
     * The same for all but some hostnames, which costs little more than these do; for a wildcard, what all wildcards
     * do.
     *
     * @param changed null: nothing is kept for it any more
     */
    HostIndex<V> with(Map<Hostname, @Nullable V> changed) {
        Map<String, @Nullable V> names = new HashMap<>();
        boolean ofWildcards = changed.keySet().stream().anyMatch(Hostname::isWildcard);
        Map<List<String>, V> suffixes = ofWildcards ? new HashMap<>(bySuffix) : bySuffix;
        for (Map.Entry<Hostname, @Nullable V> entry : changed.entrySet()) {
            Hostname hostname = entry.getKey();
            V value = entry.getValue();
            if (hostname.isWildcard()) {
                if (value == null) {
                    suffixes.remove(labelsFromTheEnd(hostname));
                } else {
                    suffixes.put(labelsFromTheEnd(hostname), value);
                }
            } else if (!hostname.isAny()) {
                names.put(hostname.value(), value);
            }
        }
        return new HostIndex<>(
                names.isEmpty() ? exact : exact.with(names),
                suffixes,
                ofWildcards ? new SegmentTree<>(suffixes) : wildcards,
                changed.containsKey(Hostname.ANY) ? changed.get(Hostname.ANY) : any);
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

    /** What is kept for this very hostname; null: nothing is. */
    @Nullable
    V of(Hostname hostname) {
        if (hostname.isAny()) {
            return any;
        }
        return hostname.isWildcard() ? bySuffix.get(labelsFromTheEnd(hostname)) : exact(hostname.value());
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
