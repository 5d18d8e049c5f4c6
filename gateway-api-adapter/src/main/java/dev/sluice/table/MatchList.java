package dev.sluice.table;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Matches with the same path, the strongest first. */
final class MatchList<T> {

    private static final MatchList<Object> EMPTY = new MatchList<>(List.of());

    private final IndexedMatch<T>[] matches;

    /** A list of these; one and the same where there are none. */
    @SuppressWarnings("unchecked") // without matches it leads to nothing of any type
    static <T> MatchList<T> of(List<IndexedMatch<T>> matches) {
        return matches.isEmpty() ? (MatchList<T>) EMPTY : new MatchList<>(matches);
    }

    @SuppressWarnings("unchecked") // an array of a generic type cannot be made in another way
    private MatchList(List<IndexedMatch<T>> matches) {
        this.matches = matches.toArray(IndexedMatch[]::new);
    }

    List<IndexedMatch<T>> matches() {
        return List.of(matches);
    }

    /** What the first match that the request meets leads to; null where it meets none. */
    @Nullable
    Lookup<T> find(RequestHead head, QueryParams query) {
        for (IndexedMatch<T> match : matches) {
            Lookup<T> found = match.lookup(head, query);
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
