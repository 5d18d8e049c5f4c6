package dev.sluice.validation.schema;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What somebody may have meant by a name that there is not. */
public final class NearestName {

    private NearestName() {}

    /** The known name that differs least; empty where none is near. */
    public static Optional<String> of(String wrong, Collection<String> known) {
        String lower = wrong.toLowerCase(Locale.ROOT);
        int furthest = Math.max(1, wrong.length() / 3);
        return known.stream()
                .filter(name -> distance(lower, name.toLowerCase(Locale.ROOT)) <= furthest
                        || (lower.length() > 3 && name.toLowerCase(Locale.ROOT).endsWith(lower)))
                .min(Comparator.comparingInt(name -> distance(lower, name.toLowerCase(Locale.ROOT))));
    }

    /** Levenshtein's: how many characters must be added, dropped or changed. */
    private static int distance(String from, String to) {
        int[] previous = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] current = new int[to.length() + 1];
            current[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int change = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(change, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[to.length()];
    }
}
