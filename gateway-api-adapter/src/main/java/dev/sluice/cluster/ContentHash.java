package dev.sluice.cluster;

import dev.sluice.text.Sha256;
import java.nio.ByteBuffer;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A hash of a tree by which is seen that it says the same as another, without keeping that one. The hash codes of trees
 * themselves are sums, in which two counts that change together cancel each other out.
 */
public final class ContentHash {

    private static final JsonMapper SORTED =
            JsonMapper.builder().enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED).build();

    private ContentHash() {}

    /** Equal for equal trees, in whatever order their members are; in all likelihood another for others. */
    public static long of(JsonNode tree) {
        return ByteBuffer.wrap(Sha256.of(SORTED.writeValueAsBytes(tree))).getLong();
    }

    /**
     * The same of what is left of a tree.
     *
     * @param without names of members that do not count, at any depth
     */
    public static long of(JsonNode tree, Set<String> without) {
        JsonNode rest = tree.deepCopy();
        without.forEach(name -> rest.findParents(name).forEach(parent -> ((ObjectNode) parent).remove(name)));
        return of(rest);
    }
}
