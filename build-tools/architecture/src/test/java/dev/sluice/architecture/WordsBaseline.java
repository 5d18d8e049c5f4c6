package dev.sluice.architecture;

import dev.sluice.architecture.Vocabulary.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How many such words each file had when the rule came; a file that is not named has none. The counts only fall. */
record WordsBaseline(SortedMap<String, Integer> counts) {

    private static final String HEAD = """
            # Words of docs/style.md that a file still has. Counts only fall: fix words, then
            # mvn -pl build-tools/architecture test -Dtest=WordsTest -Dgolden.update
            """;

    static WordsBaseline of(String text) {
        return new WordsBaseline(text.lines()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .map(line -> line.split(" ", 2))
                .collect(Collectors.toMap(
                        cells -> cells[1], cells -> Integer.parseInt(cells[0]), Integer::sum, TreeMap::new)));
    }

    /** What is wrong: a line for each word of a file with too many, one for a file with fewer. */
    List<String> faults(List<Finding> findings) {
        var byFile = findings.stream().collect(Collectors.groupingBy(Finding::file, TreeMap::new, Collectors.toList()));
        var faults = new ArrayList<String>();
        byFile.forEach((file, found) -> {
            int allowed = counts.getOrDefault(file, 0);
            if (found.size() > allowed) {
                faults.add("%s has %d such words, %d more than before:"
                        .formatted(file, found.size(), found.size() - allowed));
                found.forEach(finding -> faults.add("  " + finding));
            }
        });
        counts.forEach((file, allowed) -> {
            int found = byFile.getOrDefault(file, List.of()).size();
            if (found < allowed) {
                faults.add("%s has %d such words, the baseline allows %d: lower it".formatted(file, found, allowed));
            }
        });
        return faults;
    }

    /** The same with the counts that fell; none rises. */
    WordsBaseline lowered(List<Finding> findings) {
        Map<String, Integer> found = findings.stream().collect(Collectors.toMap(Finding::file, _ -> 1, Integer::sum));
        var lowered = new TreeMap<String, Integer>();
        counts.forEach((file, allowed) -> {
            int least = Math.min(allowed, found.getOrDefault(file, 0));
            if (least > 0) {
                lowered.put(file, least);
            }
        });
        return new WordsBaseline(lowered);
    }

    String text() {
        return HEAD
                + counts.entrySet().stream()
                        .map(entry -> entry.getValue() + " " + entry.getKey() + "\n")
                        .collect(Collectors.joining());
    }
}
