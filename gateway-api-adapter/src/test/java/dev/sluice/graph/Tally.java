package dev.sluice.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** In how many steps something was seen, so that a comparison that says little is found out. */
final class Tally {

    private final Map<String, Integer> stepsByName = new TreeMap<>();
    private int steps;

    /** Counts one step. */
    void add(Set<String> seen) {
        steps++;
        seen.forEach(name -> stepsByName.merge(name, 1, Integer::sum));
    }

    /** Each of them was seen in more than 1 % of the steps: a dozen times where steps are few. */
    void assertEachIsCommon(Collection<String> names) {
        var rare = names.stream()
                .filter(name -> stepsByName.getOrDefault(name, 0) * 100 <= steps)
                .toList();
        assertThat(rare).as("rare in %d steps: %s", steps, stepsByName).isEmpty();
    }

    /** None of them was ever seen. */
    void assertNoneIsSeen(Collection<String> names) {
        assertThat(stepsByName).doesNotContainKeys(names.toArray(String[]::new));
    }
}
