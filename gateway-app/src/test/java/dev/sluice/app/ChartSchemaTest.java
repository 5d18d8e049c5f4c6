package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The chart takes below {@code config.sluice} what there is, and nothing else. Its schema is generated from what the
 * compiler wrote down; {@code -Dgolden.update} rewrites it and fails once.
 */
class ChartSchemaTest {

    private static final Path SCHEMA = Path.of("..", "helm", "sluice", "values.schema.json");
    private static final String BEGIN = "    \"sluiceProperties\": ";
    private static final String END = "\n    }";
    private static final String INDENT = "  ";

    @Test
    void schemaIsWhatTheMetadataSays() throws IOException {
        String written = Files.readString(SCHEMA);
        int from = written.indexOf(BEGIN) + BEGIN.length();
        int to = written.indexOf(END, from) + END.length();
        String expected = written.substring(0, from) + schema() + written.substring(to);
        if (System.getProperty("golden.update") != null && !written.equals(expected)) {
            Files.writeString(SCHEMA, expected);
        }
        assertThat(written).as("%s is old; -Dgolden.update rewrites it", SCHEMA).isEqualTo(expected);
    }

    @Test
    void schemaIsThatOfTheChart() throws IOException {
        JsonNode config = JsonMapper.shared()
                .readTree(SCHEMA.toFile())
                .path("properties")
                .path("config")
                .path("properties");

        assertThat(config.path("sluice").path("$ref").asString()).isEqualTo("#/definitions/sluiceProperties");
    }

    /** A property, or a group of them by the next part of their names. */
    private sealed interface Node {

        record Leaf(String javaType) implements Node {}

        record Group(SortedMap<String, Node> children) implements Node {}
    }

    private static String schema() throws IOException {
        var root = new Node.Group(new TreeMap<>());
        PropertyMetadata.ofSluice().forEach((name, property) -> {
            Node.Group group = root;
            String[] parts = name.substring("sluice.".length()).split("\\.", -1);
            for (int i = 0; i < parts.length - 1; i++) {
                group = (Node.Group) group.children().computeIfAbsent(parts[i], _ -> new Node.Group(new TreeMap<>()));
            }
            group.children()
                    .put(
                            parts[parts.length - 1],
                            new Node.Leaf(property.path("type").asString()));
        });
        return text(root, INDENT + INDENT);
    }

    private static String text(Node node, String indent) {
        return switch (node) {
            case Node.Leaf(String javaType) -> type(javaType);
            case Node.Group group -> text(group, indent);
        };
    }

    private static String text(Node.Group group, String indent) {
        String inner = indent + INDENT;
        List<String> members = new ArrayList<>();
        members.add("\"type\": \"object\"");
        members.add("\"additionalProperties\": false");
        members.add("\"properties\": " + block(group.children(), inner, "%s"));
        SortedMap<String, Node> spellings = new TreeMap<>();
        group.children().forEach((name, child) -> {
            if (name.contains("-")) {
                spellings.put(otherSpellings(name), child);
            }
        });
        if (!spellings.isEmpty()) {
            members.add("\"patternProperties\": " + block(spellings, inner, "^%s$"));
        }
        return members.stream().collect(Collectors.joining(",\n" + inner, "{\n" + inner, "\n" + indent + "}"));
    }

    private static String block(SortedMap<String, Node> members, String indent, String form) {
        String inner = indent + INDENT;
        return members.entrySet().stream()
                .map(member -> "\"" + form.formatted(member.getKey()) + "\": " + text(member.getValue(), inner))
                .collect(Collectors.joining(",\n" + inner, "{\n" + inner, "\n" + indent + "}"));
    }

    /** {@code maxBody}, {@code max_body} and {@code maxbody} are {@code max-body}, too. */
    private static String otherSpellings(String name) {
        var pattern = new StringBuilder();
        String[] words = name.split("-", -1);
        pattern.append(words[0]);
        for (int i = 1; i < words.length; i++) {
            char first = words[i].charAt(0);
            pattern.append("[-_]?[")
                    .append(first)
                    .append(Character.toUpperCase(first))
                    .append(']')
                    .append(words[i].substring(1));
        }
        return pattern.toString();
    }

    /** A text may name a variable of the environment in place of a value. */
    private static String type(String javaType) {
        String types = javaType.startsWith("java.util.List<")
                ? "\"array\", \"string\""
                : switch (javaType) {
                    case "java.lang.Boolean" -> "\"boolean\", \"string\"";
                    case "java.lang.Integer" -> "\"integer\", \"string\"";
                    case "java.time.Duration", "org.springframework.util.unit.DataSize" -> "\"string\", \"integer\"";
                    default -> "\"string\"";
                };
        return types.contains(",") ? "{\"type\": [" + types + "]}" : "{\"type\": " + types + "}";
    }
}
