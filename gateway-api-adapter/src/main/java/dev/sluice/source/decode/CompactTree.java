package dev.sluice.source.decode;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * A tree that is kept for long and never changed, in a fourth of the memory: the names of members are in memory once
 * for all objects that have the same, and equal parts, such as the conditions of objects that are served alike, once
 * for all trees. A change of one is an UnsupportedOperationException.
 */
public final class CompactTree {

    private static final JsonNodeFactory FACTORY = JsonNodeFactory.instance;

    private CompactTree() {}

    /** An equal tree; what is given is not changed, and nothing of it is kept but texts and numbers. */
    public static ObjectNode of(ObjectNode tree) {
        var names = new ArrayList<String>(tree.size());
        var values = new JsonNode[tree.size()];
        for (Map.Entry<String, JsonNode> member : tree.properties()) {
            values[names.size()] = part(member.getValue());
            names.add(Fields.shared(member.getKey()));
        }
        return new ObjectNode(FACTORY, new Members(Fields.shared(List.copyOf(names)), values));
    }

    private static JsonNode part(JsonNode node) {
        return switch (node) {
            case ObjectNode it -> Fields.shared(of(it));
            case ArrayNode it ->
                Fields.shared(new ArrayNode(
                        FACTORY,
                        List.of(it.values().stream().map(CompactTree::part).toArray(JsonNode[]::new))));
            case StringNode it -> Fields.shared(FACTORY.stringNode(Fields.shared(it.stringValue())));
            default -> node;
        };
    }

    /** Members by their names, which are few: looked for one after the other. */
    private static final class Members extends AbstractMap<String, JsonNode> {

        private final List<String> names;
        private final JsonNode[] values;

        Members(List<String> names, JsonNode[] values) {
            this.names = names;
            this.values = values;
        }

        @Override
        public int size() {
            return values.length;
        }

        @Override
        public boolean containsKey(@Nullable Object name) {
            return name != null && names.contains(name);
        }

        @Override
        public @Nullable JsonNode get(@Nullable Object name) {
            int place = name == null ? -1 : names.indexOf(name);
            return place < 0 ? null : values[place];
        }

        @Override
        public Set<Entry<String, JsonNode>> entrySet() {
            return new AbstractSet<>() {

                @Override
                public Iterator<Entry<String, JsonNode>> iterator() {
                    return IntStream.range(0, values.length)
                            .mapToObj(place -> Map.entry(names.get(place), values[place]))
                            .iterator();
                }

                @Override
                public int size() {
                    return values.length;
                }
            };
        }
    }
}
