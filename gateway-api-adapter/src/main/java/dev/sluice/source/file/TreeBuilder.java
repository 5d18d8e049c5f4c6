package dev.sluice.source.file;

import dev.sluice.validation.schema.FieldPath;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes a JSON tree of a YAML node and notes where each field is written. */
final class TreeBuilder {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int MOST_NODES = 200_000;
    private static final int DEEPEST = 64;
    private static final int LONGEST_NUMBER = 100;

    private final Map<String, Mark> marks = new HashMap<>();
    private int nodes;

    private TreeBuilder() {}

    /** The object that a node is, located within the file. */
    static Document build(String file, Node node) throws YamlException {
        var builder = new TreeBuilder();
        builder.marks.put("", markOf(node));
        JsonNode tree = builder.convert(node, FieldPath.ROOT, 0);
        return new Document(file, tree, Map.copyOf(builder.marks));
    }

    static Mark markOf(Node node) {
        return node.getStartMark()
                .map(it -> new Mark(it.getLine() + 1, it.getColumn() + 1))
                .orElseGet(() -> new Mark(1, 1));
    }

    private JsonNode convert(Node node, FieldPath path, int depth) throws YamlException {
        // An alias repeats what it names: the limits hold for what is built, not for what is written.
        if (++nodes > MOST_NODES) {
            throw new YamlException(
                    markOf(node), "more than " + MOST_NODES + " values in one object", "split the object");
        }
        if (depth > DEEPEST) {
            throw new YamlException(markOf(node), "nested deeper than " + DEEPEST + " levels", "remove levels");
        }
        return switch (node) {
            case ScalarNode scalar -> scalar(scalar);
            case SequenceNode sequence -> sequence(sequence, path, depth);
            case MappingNode mapping -> mapping(mapping, path, depth);
            default -> throw new YamlException(markOf(node), "an alias without an anchor", "write the value out");
        };
    }

    private ArrayNode sequence(SequenceNode sequence, FieldPath path, int depth) throws YamlException {
        ArrayNode array = JSON.arrayNode();
        int index = 0;
        for (Node item : sequence.getValue()) {
            FieldPath at = path.item(index++);
            marks.put(at.text(), markOf(item));
            array.add(convert(item, at, depth + 1));
        }
        return array;
    }

    private ObjectNode mapping(MappingNode mapping, FieldPath path, int depth) throws YamlException {
        ObjectNode object = JSON.objectNode();
        for (NodeTuple entry : mapping.getValue()) {
            if (!isMerge(entry)) {
                put(object, entry, path, depth);
            }
        }
        for (NodeTuple entry : mapping.getValue()) {
            if (isMerge(entry)) {
                merge(object, entry.getValueNode(), path, depth);
            }
        }
        return object;
    }

    private void put(ObjectNode object, NodeTuple entry, FieldPath path, int depth) throws YamlException {
        String key = key(entry.getKeyNode());
        Mark mark = markOf(entry.getKeyNode());
        FieldPath at = path.field(key);
        if (object.has(key)) {
            Mark first = marks.getOrDefault(at.text(), mark);
            throw new YamlException(
                    mark,
                    "duplicate key \"" + key + "\", which is also at line " + first.line(),
                    "remove one of the two");
        }
        marks.putIfAbsent(at.text(), mark);
        object.set(key, convert(entry.getValueNode(), at, depth + 1));
    }

    /** YAML 1.1's {@code <<}: what is written here wins over what is merged in. */
    private void merge(ObjectNode object, Node merged, FieldPath path, int depth) throws YamlException {
        if (merged instanceof SequenceNode several) {
            for (Node one : several.getValue()) {
                merge(object, one, path, depth + 1);
            }
        } else if (convert(merged, path, depth + 1) instanceof ObjectNode fields) {
            fields.properties().stream()
                    .filter(field -> !object.has(field.getKey()))
                    .forEach(field -> object.set(field.getKey(), field.getValue()));
        } else {
            throw new YamlException(markOf(merged), "<< merges something that is not a mapping", "name a mapping");
        }
    }

    private static boolean isMerge(NodeTuple entry) {
        return entry.getKeyNode() instanceof ScalarNode key
                && key.isPlain()
                && key.getValue().equals("<<");
    }

    private static String key(Node node) throws YamlException {
        if (node instanceof ScalarNode key) {
            return key.getValue();
        }
        throw new YamlException(
                markOf(node),
                "a key that is not a string",
                "write the key as a string; a template must be rendered first");
    }

    private static JsonNode scalar(ScalarNode node) throws YamlException {
        String value = node.getValue();
        Tag tag = node.getTag();
        if (tag.equals(Tag.STR) || tag.equals(KubernetesSchema.TIMESTAMP)) {
            return JSON.stringNode(value);
        }
        if (tag.equals(Tag.NULL)) {
            return JSON.nullNode();
        }
        if (tag.equals(Tag.BOOL) && (KubernetesSchema.isTrue(value) || KubernetesSchema.isFalse(value))) {
            return JSON.booleanNode(KubernetesSchema.isTrue(value));
        }
        return number(node);
    }

    private static JsonNode number(ScalarNode node) throws YamlException {
        String value = node.getValue();
        Tag tag = node.getTag();
        if (value.length() > LONGEST_NUMBER) {
            throw new YamlException(markOf(node), "a number of " + value.length() + " digits", "write it in quotes");
        }
        if (tag.equals(Tag.INT)
                && new BigInteger(value).signum() != 0
                && digits(value).startsWith("0")) {
            throw new YamlException(
                    markOf(node), value + " is octal to kubectl", "drop the leading zero, or write it in quotes");
        }
        try {
            if (tag.equals(Tag.INT)) {
                return JSON.numberNode(new BigInteger(value));
            }
            if (tag.equals(Tag.FLOAT)) {
                return JSON.numberNode(new BigDecimal(value));
            }
        } catch (NumberFormatException _) {
            throw new YamlException(markOf(node), "\"" + value + "\" is not a number", "remove the tag");
        }
        throw new YamlException(markOf(node), "the tag " + tag + " is not taken", "remove the tag");
    }

    private static String digits(String number) {
        return number.startsWith("-") || number.startsWith("+") ? number.substring(1) : number;
    }
}
