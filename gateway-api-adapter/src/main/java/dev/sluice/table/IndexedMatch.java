package dev.sluice.table;

import dev.sluice.table.Lookup.Candidate;
import org.jspecify.annotations.Nullable;

/** A match as it lies in the index: what its place there does not decide is left as conditions. */
final class IndexedMatch<T> {

    private final Candidate<T> candidate;
    private final int place;
    private final Conditions conditions;
    private final Lookup.Found<T> found;

    /**
     * Makes it.
     *
     * @param place of the match in its rule's list, from 0
     */
    IndexedMatch(Candidate<T> candidate, int place, Conditions conditions) {
        this.candidate = candidate;
        this.place = place;
        this.conditions = conditions;
        this.found = new Lookup.Found<>(candidate);
    }

    Candidate<T> candidate() {
        return candidate;
    }

    int place() {
        return place;
    }

    Conditions conditions() {
        return conditions;
    }

    /** What the request meets here; null where a condition does not hold and the next match is to be tried. */
    @Nullable
    Lookup<T> lookup(RequestHead head, QueryParams query) {
        try {
            return conditions.firstUnmet(head, query) == null ? found : null;
        } catch (RuntimeException e) {
            return new Lookup.Failed<>(candidate.listener(), candidate.rule(), e);
        }
    }
}
