package dev.sluice.status.write;

import dev.sluice.status.AncestorLimit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts entries of ours, each with conditions, into a list of entries: the Listeners of a Gateway, the parents of a
 * route, the ancestors of a policy.
 *
 * @param conditions merges the conditions of one entry
 */
record EntryMerge(ConditionMerge conditions) {

    private static final String CONDITIONS = "conditions";
    private static final int MOST_PARENTS = 32;

    /**
     * A list that several controllers share. Entries of others stay what and where they are; ours keep their place,
     * those that are not wanted go, new ones follow as far as there is room.
     *
     * @param member of an entry that names what it is about: {@code parentRef} or {@code ancestorRef}
     * @param most entries that the list may have
     * @param controllerName ours
     * @param namespace of the object, which a reference may leave out
     */
    record Shared(String member, int most, String controllerName, String namespace) {

        static Shared parents(String controllerName, String namespace) {
            return new Shared("parentRef", MOST_PARENTS, controllerName, namespace);
        }

        /** @param kind of the object */
        static Shared ancestors(String controllerName, String namespace, String kind) {
            return new Shared("ancestorRef", AncestorLimit.of(kind), controllerName, namespace);
        }

        boolean isOurs(JsonNode entry) {
            return entry.path("controllerName").asString("").equals(controllerName);
        }

        private Reference reference(JsonNode entry) {
            return Reference.of(entry.path(member), namespace);
        }
    }

    /** A list that is ours alone: the wanted entries in their order, by name. */
    ArrayNode owned(JsonNode stored, JsonNode wanted) {
        var before = byKey(stored, entry -> entry.path("name").asString(""));
        var merged = JsonNodeFactory.instance.arrayNode();
        for (JsonNode entry : wanted.values()) {
            var name = entry.path("name").asString("");
            merged.add(entry(before.getOrDefault(name, JsonNodeFactory.instance.objectNode()), entry));
        }
        return merged;
    }

    /** A list that is shared. */
    ArrayNode shared(Shared list, JsonNode stored, JsonNode wanted) {
        var rest = byKey(wanted, list::reference);
        var merged = JsonNodeFactory.instance.arrayNode();
        for (JsonNode entry : stored.values()) {
            if (!list.isOurs(entry)) {
                merged.add(entry);
                continue;
            }
            var successor = rest.remove(list.reference(entry));
            if (successor != null) {
                merged.add(entry(entry, successor));
            }
        }
        rest.values().stream()
                .limit(Math.max(0, list.most() - merged.size()))
                .forEach(entry -> merged.add(entry(JsonNodeFactory.instance.objectNode(), entry)));
        return merged;
    }

    /** What a newer version of the API may have put into the entry stays. */
    private ObjectNode entry(JsonNode before, JsonNode wanted) {
        var merged = JsonNodeFactory.instance.objectNode();
        before.properties().forEach(member -> merged.set(member.getKey(), member.getValue()));
        for (Map.Entry<String, JsonNode> member : wanted.properties()) {
            var name = member.getKey();
            var value = name.equals(CONDITIONS)
                    ? conditions.of(before.path(CONDITIONS), member.getValue())
                    : member.getValue();
            if (before.isEmpty() || !Trees.same(before.path(name), value)) {
                merged.set(name, value);
            }
        }
        return merged;
    }

    /** Of two entries with one key the first counts. */
    private static <K> Map<K, JsonNode> byKey(JsonNode list, Function<JsonNode, K> key) {
        var entries = new LinkedHashMap<K, JsonNode>();
        list.values().forEach(entry -> entries.putIfAbsent(key.apply(entry), entry));
        return entries;
    }
}
