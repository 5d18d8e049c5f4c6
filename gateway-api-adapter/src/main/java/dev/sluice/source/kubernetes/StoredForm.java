package dev.sluice.source.kubernetes;

import dev.sluice.resource.Kind;
import dev.sluice.resource.Kinds;
import dev.sluice.source.decode.CompactTree;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is kept of an object as the API server sent it. Its specification is in its record, and a tree of it would need
 * many times more memory, so of most objects only that is kept which somebody needs to write to them: who they are, in
 * which version, and a status of ours.
 *
 * @param whole objects that are kept whole, because others compare them with what they must be
 */
record StoredForm(Predicate<JsonNode> whole) {

    private static final String METADATA = "metadata";
    private static final List<String> OF_METADATA =
            List.of("name", "namespace", "uid", "resourceVersion", "generation", "deletionTimestamp");

    /** The object, or a new one that has less. */
    ObjectNode of(WatchedKind kind, ObjectNode object) {
        var read = kind.read();
        if (read == null || whole.test(object)) {
            return object;
        }
        var form = JsonNodeFactory.instance.objectNode();
        copy(object, form, "apiVersion");
        copy(object, form, "kind");
        var metadata = form.putObject(METADATA);
        OF_METADATA.forEach(member -> copy(object.path(METADATA), metadata, member));
        if (read.status() != Kind.Status.NONE) {
            copy(object, form, "status");
        }
        if (read.equals(Kinds.GATEWAY_CLASS)) {
            // Its parameters say whose class it is.
            copy(object, form, "spec");
        }
        return CompactTree.of(form);
    }

    private static void copy(JsonNode from, ObjectNode to, String member) {
        var value = from.get(member);
        if (value != null) {
            to.set(member, value);
        }
    }
}
