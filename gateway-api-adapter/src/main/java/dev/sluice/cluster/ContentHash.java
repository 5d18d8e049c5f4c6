package dev.sluice.cluster;

import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * A hash of a tree by which is seen that it says the same as another, without keeping that one. The hash codes of trees
 * themselves are sums, in which two counts that change together cancel each other out.
 */
public final class ContentHash {

    private ContentHash() {}

    /** Equal for equal trees, in whatever order their members are; in all likelihood another for others. */
    public static long of(JsonNode tree) {
        return of(tree, Set.of());
    }

    /**
     * The same of what is left of a tree.
     *
     * @param without names of members that do not count, at any depth
     */
    public static long of(JsonNode tree, Set<String> without) {
        return switch (tree) {
            case ObjectNode object ->
                object.properties().stream()
                        .filter(member -> !without.contains(member.getKey()))
                        .mapToLong(member -> mixed(31 * text(member.getKey()) + of(member.getValue(), without)))
                        .sum();
            case ArrayNode array ->
                array.values().stream()
                        .mapToLong(element -> of(element, without))
                        .reduce(1, (hash, element) -> mixed(31 * hash + element));
            case StringNode value -> text(value.stringValue());
            case JsonNode value -> mixed(value.hashCode());
        };
    }

    /** Of 64 bits from the beginning: texts with one hash code are found too easily. */
    private static long text(String value) {
        return mixed(
                value.chars().asLongStream().reduce(value.length(), (hash, it) -> hash * 0x9e3779b97f4a7c15L + it));
    }

    /** Each bit of the result depends on each bit of the hash. Source: Steele, Lea and Flood, SplitMix64. */
    private static long mixed(long hash) {
        long once = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        long twice = (once ^ (once >>> 27)) * 0x94d049bb133111ebL;
        return twice ^ (twice >>> 31);
    }
}
