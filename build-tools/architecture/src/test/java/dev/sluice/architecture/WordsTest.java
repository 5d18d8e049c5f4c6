package dev.sluice.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.sluice.architecture.Vocabulary.Finding;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Text that people read is plain English: docs/style.md lists words that are not to be used, and what to write. Files
 * that had such words when the rule came are in a baseline that only shrinks.
 */
final class WordsTest {

    private static final Path ROOT = Path.of("..", "..");
    private static final Path STYLE = ROOT.resolve("docs/style.md");
    private static final Path BASELINE = Path.of("words-baseline.txt");
    private static final int FILES_AT_LEAST = 600;
    private static final int WORDS_AT_LEAST = 15;

    /** The style page must name the words; the results of a day are not rewritten. */
    private static final Set<String> LEFT_OUT = Set.of("docs/style.md", "benchmark/results/2026-11-28.md");

    private static final Pattern READ =
            Pattern.compile("[A-Z]+\\.md|(docs/|benchmark/|conformance/|helm/|examples/)([a-z]+/)*[^/]*\\.md"
                    + "|(examples|helm/sluice)/.*\\.(ya?ml|txt|tpl)|.*src/main/java/.*\\.java");

    @Test
    void noFileHasMoreOfTheseWordsThanBefore() throws IOException {
        List<Finding> findings = findings();
        if (System.getProperty("golden.update") != null) {
            update(findings);
        }
        assertThat(WordsBaseline.of(Files.readString(BASELINE)).faults(findings))
                .as("words that docs/style.md replaces")
                .isEmpty();
    }

    @Test
    void allThatIsReadIsLookedAt() throws IOException {
        assertThat(files()).hasSizeGreaterThan(FILES_AT_LEAST);
        assertThat(vocabulary().entries()).hasSizeGreaterThanOrEqualTo(WORDS_AT_LEAST);
    }

    @Nested
    final class AWord {

        private final Vocabulary words = Vocabulary.of("""
                <!-- The build checks these words; see WordsTest. -->

                | Word | Write | Usual in |
                |---|---|---|
                | `told`, `tells` | reported | told apart |
                | `anew` | again | |

                """);

        @Test
        void isFoundWithItsPlaceAndWhatToWrite() {
            assertThat(words.in("a.md", "One line.\nIt Tells all."))
                    .singleElement()
                    .hasToString("a.md:2: \"Tells\"; write: reported");
        }

        @Test
        void isFoundAsAWholeWord() {
            assertThat(words.in("a.md", "retold, untold, anewt")).isEmpty();
        }

        @Test
        void isAllowedInAUsualPhrase() {
            assertThat(words.in("a.md", "cannot be told apart, as we told")).hasSize(1);
        }

        @Test
        void countsInCommentsAndStringsOfJavaButNotInItsNames() {
            String java = """
                    /** Starts anew. {@code told} {@link #tells} */
                    int told = tells('"'); // anew
                    String message = "is \\" told";
                    """;
            assertThat(words.in("A.java", Prose.of("A.java", java)))
                    .extracting(Finding::line)
                    .containsExactly(1, 2, 3);
        }

        @Test
        void countsInMarkdownButNotInItsCode() {
            String page = "told\n```\ntold\n```\n`told` anew\n";
            assertThat(words.in("a.md", Prose.of("a.md", page)))
                    .extracting(Finding::line)
                    .containsExactly(1, 5);
        }
    }

    @Nested
    final class TheBaseline {

        private final WordsBaseline baseline = WordsBaseline.of("# why\n2 a.md\n1 gone.md\n");

        @Test
        void refusesAWordInANewFile() {
            assertThat(baseline.faults(List.of(at("a.md"), at("a.md"), at("gone.md"), at("new.md"))))
                    .containsExactly(
                            "new.md has 1 such words, 1 more than before:", "  new.md:1: \"told\"; write: reported");
        }

        @Test
        void refusesOneMoreInAnOldFile() {
            assertThat(baseline.faults(List.of(at("a.md"), at("a.md"), at("a.md"), at("gone.md"))))
                    .hasSize(4)
                    .first()
                    .isEqualTo("a.md has 3 such words, 1 more than before:");
        }

        @Test
        void isLoweredWhenAFileHasFewer() {
            List<Finding> found = List.of(at("a.md"));
            assertThat(baseline.faults(found))
                    .containsExactly(
                            "a.md has 1 such words, the baseline allows 2: lower it",
                            "gone.md has 0 such words, the baseline allows 1: lower it");
            assertThat(baseline.lowered(found).faults(found)).isEmpty();
        }

        @Test
        void isNotRaised() {
            assertThat(baseline.lowered(List.of(at("a.md"), at("a.md"), at("a.md"), at("new.md")))
                            .counts())
                    .isEqualTo(new TreeMap<>(Map.of("a.md", 2)));
        }

        private static Finding at(String file) {
            return new Finding(file, 1, "told", "reported");
        }
    }

    private static void update(List<Finding> findings) throws IOException {
        var before = Files.exists(BASELINE) ? WordsBaseline.of(Files.readString(BASELINE)) : everything(findings);
        Files.writeString(BASELINE, before.lowered(findings).text());
        fail("words-baseline.txt is written: look at the difference, then run without golden.update");
    }

    private static WordsBaseline everything(List<Finding> findings) {
        var counts = new TreeMap<String, Integer>();
        findings.forEach(finding -> counts.merge(finding.file(), 1, Integer::sum));
        return new WordsBaseline(counts);
    }

    private static List<Finding> findings() throws IOException {
        Vocabulary vocabulary = vocabulary();
        var findings = new ArrayList<Finding>();
        for (String file : files()) {
            findings.addAll(vocabulary.in(file, Prose.of(file, Files.readString(ROOT.resolve(file)))));
        }
        return findings;
    }

    private static Vocabulary vocabulary() throws IOException {
        return Vocabulary.of(Files.readString(STYLE));
    }

    private static List<String> files() throws IOException {
        var files = new ArrayList<String>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = String.valueOf(folder.getFileName());
                boolean hidden = name.startsWith(".") && !folder.equals(ROOT);
                return hidden || name.equals("target") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = ROOT.relativize(file).toString().replace('\\', '/');
                if (READ.matcher(name).matches() && !LEFT_OUT.contains(name)) {
                    files.add(name);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return files.stream().sorted().toList();
    }
}
