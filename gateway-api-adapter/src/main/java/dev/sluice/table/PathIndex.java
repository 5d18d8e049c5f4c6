package dev.sluice.table;

import dev.sluice.config.match.PathMatch;
import dev.sluice.config.match.ValueMatch;
import dev.sluice.config.route.RouteHostname;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The matches of one hostname, found by path: exact, then regular expressions, then prefixes from the longest. This is
 * the order of {@link Precedence}; only matches whose path can be right are tried.
 */
final class PathIndex<T> {

    private final RouteHostname hostname;
    private final List<IndexedMatch<T>> matches;
    private final Map<String, MatchList<T>> exact;
    private final MatchList<T> regexes;
    private final SegmentTree<MatchList<T>> prefixes;
    /** Null until it is asked. */
    private volatile @Nullable Boolean equalMatches;

    /** Takes the matches in the order of {@link Precedence}. */
    PathIndex(RouteHostname hostname, List<IndexedMatch<T>> matches) {
        this.hostname = hostname;
        this.matches = List.copyOf(matches);
        Map<String, List<IndexedMatch<T>>> byPath = new HashMap<>();
        Map<List<String>, List<IndexedMatch<T>>> byPrefix = new HashMap<>();
        List<IndexedMatch<T>> byRegex = new ArrayList<>();
        for (IndexedMatch<T> match : matches) {
            List<IndexedMatch<T>> place = switch (match.candidate().match().path()) {
                case PathMatch.Exact(String path) ->
                    byPath.computeIfAbsent(PathText.comparable(path), key -> new ArrayList<>());
                case PathMatch.Regex regex -> byRegex;
                case PathMatch.Prefix prefix -> byPrefix.computeIfAbsent(segments(prefix), key -> new ArrayList<>());
                case PathMatch.Rpc(ValueMatch.Exact _, ValueMatch.Exact _) ->
                    byPath.computeIfAbsent(match.candidate().match().path().value(), key -> new ArrayList<>());
                case PathMatch.Rpc(ValueMatch.Exact(String service), var _) ->
                    byPrefix.computeIfAbsent(List.of(service), key -> new ArrayList<>());
                case PathMatch.Rpc(ValueMatch.Regex _, var _) -> byRegex;
                case PathMatch.Rpc(var _, var _) -> byPrefix.computeIfAbsent(List.of(), key -> new ArrayList<>());
            };
            place.add(match);
        }
        Map<String, MatchList<T>> exactly = new HashMap<>();
        byPath.forEach((path, list) -> exactly.put(path, MatchList.of(list)));
        // Most hostnames have none.
        exact = exactly.isEmpty() ? Map.of() : exactly;
        regexes = MatchList.of(byRegex);
        Map<List<String>, MatchList<T>> lists = new HashMap<>();
        byPrefix.forEach((segments, list) -> lists.put(segments, MatchList.of(list)));
        prefixes = new SegmentTree<>(lists);
    }

    private static List<String> segments(PathMatch.Prefix prefix) {
        String path = PathText.comparable(Precedence.withoutTrailingSlash(prefix));
        return path.isEmpty() ? List.of() : SegmentTree.split(path.substring(1), '/');
    }

    RouteHostname hostname() {
        return hostname;
    }

    /** All of them, the strongest first. */
    List<IndexedMatch<T>> matches() {
        return matches;
    }

    /** Whether two of them meet the same requests. Looked for once: not for the request path. */
    boolean hasEqualMatches() {
        Boolean known = equalMatches;
        if (known == null) {
            known = NeverTaken.areSomeEqual(matches);
            equalMatches = known;
        }
        return known;
    }

    /** What the first match that the request meets leads to; null where it meets none. */
    @Nullable
    Lookup<T> find(RequestHead head, QueryParams query) {
        String path = PathText.comparable(head.path());
        MatchList<T> exactly = exact.get(path);
        Lookup<T> found = exactly == null ? null : exactly.find(head, query);
        if (found == null) {
            found = regexes.find(head, query);
        }
        SegmentTree<MatchList<T>> node = found == null ? longestPrefix(path) : null;
        while (found == null && node != null) {
            MatchList<T> list = node.value();
            found = list == null ? null : list.find(head, query);
            node = node.shorter();
        }
        return found;
    }

    /** The matches that {@link #find} tries for this path, in the same order, were none of them met. */
    List<IndexedMatch<T>> tried(String requested) {
        String path = PathText.comparable(requested);
        List<IndexedMatch<T>> tried = new ArrayList<>();
        addAll(tried, exact.get(path));
        addAll(tried, regexes);
        for (SegmentTree<MatchList<T>> node = longestPrefix(path); node != null; node = node.shorter()) {
            addAll(tried, node.value());
        }
        return tried;
    }

    private static <T> void addAll(List<IndexedMatch<T>> tried, @Nullable MatchList<T> list) {
        if (list != null) {
            tried.addAll(list.matches());
        }
    }

    private @Nullable SegmentTree<MatchList<T>> longestPrefix(String path) {
        SegmentTree<MatchList<T>> node = prefixes;
        int from = 1;
        while (from <= path.length()) {
            int slash = path.indexOf('/', from);
            int to = slash < 0 ? path.length() : slash;
            SegmentTree<MatchList<T>> child = node.child(path, from, to);
            if (child == null) {
                break;
            }
            node = child;
            from = to + 1;
        }
        return node.nearest();
    }
}
