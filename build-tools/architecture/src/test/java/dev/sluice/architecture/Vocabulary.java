package dev.sluice.architecture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The words that docs/style.md asks not to use, read from the table of that page. */
record Vocabulary(List<Entry> entries) {

    private static final String BEGIN = "<!-- The build checks these words; see WordsTest. -->";

    /**
     * One row.
     *
     * @param forms of the word, each matched as a whole word whatever its case
     * @param instead what to write
     * @param usual phrases in which the word is plain English; none for most
     */
    record Entry(List<String> forms, String instead, List<String> usual) {

        private boolean isUsual(String line, Matcher match) {
            return usual.stream()
                    .flatMap(phrase -> pattern(phrase).matcher(line).results())
                    .anyMatch(phrase -> phrase.start() <= match.start() && match.end() <= phrase.end());
        }

        private Stream<String> in(String line) {
            var found = new ArrayList<String>();
            for (String form : forms) {
                Matcher match = pattern(form).matcher(line);
                while (match.find()) {
                    if (!isUsual(line, match)) {
                        found.add(match.group());
                    }
                }
            }
            return found.stream();
        }

        private static Pattern pattern(String words) {
            return Pattern.compile("\\b" + Pattern.quote(words) + "\\b", Pattern.CASE_INSENSITIVE);
        }
    }

    /** A word at a place. */
    record Finding(String file, int line, String word, String instead) {

        @Override
        public String toString() {
            return "%s:%d: \"%s\"; write: %s".formatted(file, line, word, instead);
        }
    }

    /** The table after the marker, to the next empty line. */
    static Vocabulary of(String page) {
        return new Vocabulary(page.substring(page.indexOf(BEGIN))
                .lines()
                .skip(1)
                .dropWhile(String::isBlank)
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .map(Vocabulary::entry)
                .toList());
    }

    /** What prose has of these words; see {@link Prose}. */
    List<Finding> in(String file, String prose) {
        List<String> lines = prose.lines().toList();
        var findings = new ArrayList<Finding>();
        for (int at = 0; at < lines.size(); at++) {
            for (Entry entry : entries) {
                int number = at + 1;
                entry.in(lines.get(at)).forEach(word -> findings.add(new Finding(file, number, word, entry.instead())));
            }
        }
        return findings;
    }

    private static Entry entry(String row) {
        String[] cells = row.split("\\|", -1);
        return new Entry(list(cells[1]), cells[2].strip(), list(cells[3]));
    }

    private static List<String> list(String cell) {
        return Arrays.stream(cell.replace("`", "").split(",", -1))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toList());
    }
}
