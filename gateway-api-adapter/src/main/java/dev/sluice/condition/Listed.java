package dev.sluice.condition;

import java.util.List;

/**
 * Names in a message: ten at most, and how many more there are. An API server refuses a whole status for one message of
 * more than 32,768 characters. Source: metav1.Condition.message.
 *
 * @param first those that are named, in order; at least one
 * @param more how many others there are, from 0
 */
public record Listed(List<String> first, int more) {

    /** How many are named at most. */
    public static final int MOST = 10;

    public Listed {
        first = List.copyOf(first);
        if (first.size() > MOST) {
            throw new IllegalArgumentException(first.size() + " names (expected: at most " + MOST + ")");
        }
    }

    /** All of these names, the first of them in words. */
    public static Listed of(List<String> names) {
        var first = names.subList(0, Math.min(names.size(), MOST));
        return new Listed(first, names.size() - first.size());
    }

    /** Such as {@code a, b, c and 7 more}. */
    @Override
    public String toString() {
        var named = String.join(", ", first);
        return more == 0 ? named : named + " and " + more + " more";
    }
}
