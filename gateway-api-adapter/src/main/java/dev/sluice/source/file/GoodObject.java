package dev.sluice.source.file;

import dev.sluice.resource.Kinds;
import dev.sluice.resource.WatchedObject;
import dev.sluice.source.decode.ObjectDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object that was found good.
 *
 * @param tree with the API server's defaults; never changed
 * @param description kind and name, for problems
 * @param place {@code file:line:column} of its name
 */
record GoodObject(Generations.Key key, ObjectNode tree, String description, String place) {

    private static final String METADATA = "metadata";
    private static final String GENERATION = "generation";
    private static final String DATA = "data";

    /** The generation that the file gives; 1 where it gives none. */
    long givenGeneration() {
        return Math.max(1, tree.path(METADATA).path(GENERATION).longValue(1));
    }

    /** Whether nothing but metadata and status differs. */
    boolean hasContentOf(GoodObject other) {
        return content().equals(other.content());
    }

    /**
     * Whether this is the Secret of an earlier reading with one of certificate and key changed. Both are files of their
     * own, so the other one is likely to follow.
     */
    boolean isHalfRenewed(GoodObject before) {
        if (!tree.path("kind").asString().equals("Secret") || !DataFiles.givesPair(tree)) {
            return false;
        }
        return sameData("tls.crt", before) != sameData("tls.key", before)
                && withoutPair(tree).equals(withoutPair(before.tree()));
    }

    private boolean sameData(String key, GoodObject other) {
        return tree.path(DATA).path(key).equals(other.tree().path(DATA).path(key));
    }

    private static JsonNode withoutPair(ObjectNode secret) {
        ObjectNode data = copy(secret.path(DATA));
        data.remove(List.of("tls.crt", "tls.key"));
        return copy(secret).set(DATA, data);
    }

    /** The record of this object; null for a kind that has none. */
    @Nullable
    WatchedObject decode(long generation) {
        ObjectNode metadata = copy(tree.path(METADATA)).put(GENERATION, generation);
        return Kinds.find(key.kind().group(), key.kind().kind())
                .map(kind -> ObjectDecoder.decode(kind, copy(tree).set(METADATA, metadata)))
                .orElse(null);
    }

    private JsonNode content() {
        ObjectNode content = copy(tree);
        content.remove(METADATA);
        content.remove("status");
        return content;
    }

    private static ObjectNode copy(JsonNode object) {
        ObjectNode copy = ((ObjectNode) object).objectNode();
        object.properties().forEach(field -> copy.set(field.getKey(), field.getValue()));
        return copy;
    }
}
