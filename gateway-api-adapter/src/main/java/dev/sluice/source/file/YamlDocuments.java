package dev.sluice.source.file;

import dev.sluice.source.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.SpecVersion;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** The objects of a file: its documents, and the items of those that are lists. JSON is read as the YAML that it is. */
final class YamlDocuments {

    private static final int LONGEST_FILE = 32 * 1024 * 1024;
    /** In characters. Under it a thread of its own costs more than it gains. */
    private static final int LONG = 16 * 1024;

    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setSchema(new KubernetesSchema())
            .setMaxAliasesForCollections(100)
            .setCodePointLimit(LONGEST_FILE)
            // Told by us, with its place.
            .setAllowNonScalarKeys(true)
            .build();

    private final String file;
    private final Consumer<Document> taker;
    private final List<Problem> problems = new ArrayList<>();

    private YamlDocuments(String file, Consumer<Document> taker) {
        this.file = file;
        this.taker = taker;
    }

    /** All of a text. */
    record Read(List<Document> documents, List<Problem> problems) {}

    /**
     * Reads a text. What follows a mistake in the syntax is not read.
     *
     * @param file name to show to people
     */
    static Read of(String file, String text) {
        List<Document> documents = new ArrayList<>();
        return new Read(documents, forEach(file, text, documents::add));
    }

    /**
     * Reads a text and gives each object to the taker as it comes, on the caller's thread.
     *
     * @param file name to show to people
     * @return what is wrong
     */
    static List<Problem> forEach(String file, String text, Consumer<Document> taker) {
        var reading = new YamlDocuments(file, taker);
        reading.read(text);
        return reading.problems;
    }

    private void read(String text) {
        try {
            Iterable<Node> parsing = new Compose(SETTINGS).composeAllFromString(text);
            if (text.length() < LONG) {
                parsing.forEach(this::document);
            } else {
                ParsedAhead.forEach(parsing, this::document);
            }
        } catch (MarkedYamlEngineException e) {
            syntax(e, text.contains("{{"));
        } catch (ReaderException e) {
            unprintable(text, e);
        } catch (YamlVersionException e) {
            SpecVersion version = e.getSpecVersion();
            problem(
                    new Mark(1, 1),
                    "YAML %d.%d is not read".formatted(version.getMajor(), version.getMinor()),
                    "remove the line %YAML");
        } catch (YamlEngineException e) {
            problem(new Mark(1, 1), String.valueOf(e.getMessage()), "fix the syntax");
        } catch (StackOverflowError _) {
            problem(new Mark(1, 1), "nested too deeply", "remove levels");
        }
    }

    private void document(Node root) {
        if (root instanceof MappingNode mapping && items(mapping) instanceof SequenceNode items) {
            items.getValue().forEach(this::document);
        } else if (!(root instanceof ScalarNode scalar && scalar.getValue().isEmpty())) {
            object(root);
        }
    }

    private void object(Node node) {
        try {
            Document document = TreeBuilder.build(file, node);
            if (document.tree().isObject()) {
                taker.accept(document);
            } else if (!document.tree().isNull()) {
                problem(TreeBuilder.markOf(node), "not an object", "begin with apiVersion, kind and metadata");
            }
        } catch (YamlException e) {
            problem(e.mark(), String.valueOf(e.getMessage()), e.remedy());
        }
    }

    /** The items of a {@code List}, {@code HTTPRouteList} and so on; null for any other object. */
    private static @Nullable Node items(MappingNode mapping) {
        boolean list = value(mapping, "kind")
                .filter(it -> it instanceof ScalarNode kind && kind.getValue().endsWith("List"))
                .isPresent();
        return list ? value(mapping, "items").orElse(null) : null;
    }

    private static Optional<Node> value(MappingNode mapping, String key) {
        return mapping.getValue().stream()
                .filter(entry -> entry.getKeyNode() instanceof ScalarNode it
                        && it.getValue().equals(key))
                .map(NodeTuple::getValueNode)
                .findFirst();
    }

    /** A character that YAML does not allow, such as NUL; the parser tells how many code points stand before it. */
    private void unprintable(String text, ReaderException e) {
        String before = text.substring(0, text.offsetByCodePoints(0, e.getPosition()));
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        int column = before.length() - before.lastIndexOf('\n');
        problem(
                new Mark(line, column),
                "not YAML: the character U+%04X is not allowed".formatted(e.getCodePoint()),
                "remove it; this may be no text file");
    }

    private void syntax(MarkedYamlEngineException e, boolean template) {
        Mark mark = e.getProblemMark()
                .or(e::getContextMark)
                .map(it -> new Mark(it.getLine() + 1, it.getColumn() + 1))
                .orElseGet(() -> new Mark(1, 1));
        String context = e.getContext() == null ? "" : " " + e.getContext();
        problem(
                mark,
                "not YAML: " + e.getProblem() + context,
                template
                        ? "if this is a Helm template, render its chart: helm template CHART | sluice check -"
                        : "fix the syntax; indentation counts and tabs do not indent");
    }

    private void problem(Mark mark, String cause, String remedy) {
        problems.add(new Problem(
                Problem.Severity.ERROR, file + ":" + mark.line() + ":" + mark.column(), null, null, cause, remedy));
    }
}
