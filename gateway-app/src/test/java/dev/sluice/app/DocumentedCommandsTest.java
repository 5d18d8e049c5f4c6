package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the pages tell a reader to type is there: verbs and options, values of the chart, scripts and files of the
 * repository, properties. Those that need no cluster are run too, and what they print is compared: by
 * {@code example.ReadmeTest}, {@code CommandLinePageTest}, {@code TroubleshootingTest} and {@code ExampleReadmesTest}.
 */
class DocumentedCommandsTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```(\\w*)\\n(.*?)^ *```$");
    private static final Pattern CONTINUED = Pattern.compile(" *\\\\\\n\\s*");
    private static final Pattern INLINE = Pattern.compile("`((?:\\./)?sluice [^`\\[]*)`");
    private static final Pattern SCRIPT =
            Pattern.compile("(\\./)?(\\.ci|build-tools|benchmark|conformance|helm)/[\\w./-]+");
    private static final Pattern PROPERTY =
            Pattern.compile("(?<![\\w/.-])sluice\\.[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)*");
    private static final Pattern ATTRIBUTE = Pattern.compile("`(sluice\\.[a-z]+)`");

    /** In the place of a word that a reader replaces, where the verb wants something of a certain form. */
    private static final String URL = "http://localhost/";

    static List<String> pages() throws IOException {
        List<String> pages = new ArrayList<>(List.of("README.md", "helm/sluice/README.md"));
        for (String folder : List.of("docs", "examples")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
                files.map(file -> ROOT.relativize(file).toString())
                        .filter(name -> name.endsWith(".md") && !name.startsWith("docs/adr/"))
                        .forEach(pages::add);
            }
        }
        return pages.stream().sorted().toList();
    }

    private static String text(String page) throws IOException {
        return Files.readString(ROOT.resolve(page));
    }

    /** The commands that a page shows on lines of their own. */
    private static List<List<String>> commands(String page) throws IOException {
        String text = text(page);
        Stream<String> fenced = BLOCK.matcher(text).results().flatMap(block -> switch (block.group(1)) {
            case "sh" -> lines(block.group(2));
            case "console" ->
                lines(block.group(2)).filter(line -> line.startsWith("$ ")).map(line -> line.substring(2));
            default -> Stream.empty();
        });
        Stream<String> indented = lines(BLOCK.matcher(text).replaceAll("")).filter(line -> line.startsWith("    "));
        return Stream.concat(fenced, indented)
                .flatMap(line -> ShellWords.of(line).stream())
                .toList();
    }

    private static Stream<String> lines(String text) {
        return CONTINUED.matcher(text).replaceAll(" ").lines();
    }

    @Test
    void thereAreCommandsToLookAt() throws IOException {
        assertThat(commands("docs/kubernetes.md"))
                .anyMatch(words -> words.getFirst().equals("helm"));
        assertThat(commands("docs/command-line.md"))
                .anyMatch(words -> words.getFirst().equals("sluice"));
        assertThat(commands("examples/jwt/README.md"))
                .anyMatch(words -> words.getFirst().equals("./sluice"));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void verbsAndTheirOptionsAreThere(String page) throws IOException {
        for (List<String> words : commands(page)) {
            List<String> arguments = ofSluice(words);
            if (arguments != null) {
                assertThat(mistake(arguments, false)).as("%s: %s", page, words).isEmpty();
            }
        }
        for (var inline : INLINE.matcher(text(page)).results().toList()) {
            List<String> words =
                    ShellWords.of(inline.group(1).replace("\\|", "|")).getFirst();
            assertThat(mistake(words.subList(1, words.size()), true))
                    .as("%s: %s", page, words)
                    .isEmpty();
        }
    }

    /** The arguments of Sluice in a command; null where it does not run it. */
    private static @Nullable List<String> ofSluice(List<String> words) {
        int program = words.getFirst().equals("sluice") || words.getFirst().equals("./sluice")
                ? 0
                : indexOf(words, word -> word.endsWith("/sluice.jar"));
        return program < 0 || words.contains("extract") ? null : words.subList(program + 1, words.size());
    }

    private static int indexOf(List<String> words, Predicate<String> wanted) {
        return words.stream().filter(wanted).findFirst().map(words::indexOf).orElse(-1);
    }

    /** @param named whether the verb may be named without what it needs */
    private static String mistake(List<String> arguments, boolean named) {
        String[] typed = arguments.stream()
                .takeWhile(word -> !word.startsWith(">"))
                .map(word -> word.equals("URL") ? URL : word)
                .map(word -> word.equals("VERB") ? "version" : word)
                .map(word -> word.equals("HOST:PORT") || word.equals("PORT") ? "9090" : word)
                .toArray(String[]::new);
        try {
            SluiceCommand.commandLine(typed).parseArgs(typed);
            return "";
        } catch (CommandLine.MissingParameterException missing) {
            return named ? "" : String.valueOf(missing.getMessage());
        } catch (CommandLine.ParameterException mistake) {
            return String.valueOf(mistake.getMessage());
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void valuesOfTheChartAreThere(String page) throws IOException {
        JsonNode schema = JsonMapper.shared()
                .readTree(ROOT.resolve("helm/sluice/values.schema.json").toFile());
        for (List<String> words : commands(page)) {
            for (int i = 0; i + 1 < words.size(); i++) {
                if (words.getFirst().equals("helm") && words.get(i).equals("--set")) {
                    for (String value : values(words.get(i + 1))) {
                        assertThat(isValue(schema, schema, value))
                                .as("%s: %s", page, value)
                                .isTrue();
                    }
                }
            }
        }
    }

    /** Names without their values; a comma within braces separates none. */
    private static List<String> values(String set) {
        return Arrays.stream(set.split(",(?![^{]*})", -1))
                .map(each -> each.substring(0, each.indexOf('=')))
                .toList();
    }

    private static boolean isValue(JsonNode schema, JsonNode node, String path) {
        String name = path.split("[.\\[]", 2)[0];
        JsonNode value = resolved(schema, node).path("properties").path(name);
        boolean last = !path.contains(".") || path.startsWith(name + "[");
        return !value.isMissingNode()
                && (last
                        || resolved(schema, value).path("properties").isMissingNode()
                        || isValue(schema, value, path.substring(name.length() + 1)));
    }

    private static JsonNode resolved(JsonNode schema, JsonNode node) {
        String reference = node.path("$ref").asString("");
        return reference.isEmpty()
                ? node
                : schema.path("definitions").path(reference.substring(reference.lastIndexOf('/') + 1));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void scriptsAndFilesOfTheRepositoryAreThere(String page) throws IOException {
        for (List<String> words : commands(page)) {
            if (SCRIPT.matcher(words.getFirst()).matches() && !words.getFirst().equals("helm/helm")) {
                assertThat(ROOT.resolve(words.getFirst())).as(page).isExecutable();
            }
            for (int i = 0; i + 1 < words.size(); i++) {
                String file = words.get(i + 1);
                if (words.get(i).equals("-f") && (file.startsWith("helm/") || file.startsWith("examples/"))) {
                    assertThat(ROOT.resolve(file)).as(page).exists();
                }
            }
        }
    }

    /** Names that look like properties are properties, metrics or attributes of spans. */
    @ParameterizedTest
    @MethodSource("pages")
    void propertiesAreThere(String page) throws IOException {
        Set<String> known = new TreeSet<>(PropertyMetadata.ofSluice().keySet());
        for (String reference : List.of("docs/metrics.md", "docs/observability.md")) {
            ATTRIBUTE
                    .matcher(text(reference))
                    .results()
                    .map(name -> name.group(1))
                    .forEach(known::add);
            PROPERTY.matcher(text("docs/metrics.md"))
                    .results()
                    .map(name -> name.group())
                    .forEach(known::add);
        }
        known.add("sluice.dev");
        known.add("sluice.jar");
        assertThat(PROPERTY.matcher(text(page)).results().map(name -> name.group()))
                .as("no property, metric or attribute")
                .allMatch(name -> known.stream().anyMatch(it -> it.equals(name) || it.startsWith(name + ".")));
    }
}
