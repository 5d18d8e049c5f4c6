package dev.sluice.source.kubernetes;

import dev.sluice.cluster.ObjectKey;
import dev.sluice.resource.Kind;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.WatchedObject;
import dev.sluice.validation.Admission.GroupKind;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.node.ObjectNode;

/** Reads trees as a source reads those of an API server, without an API server. */
public final class StoredObjectsReader {

    private StoredObjectsReader() {}

    /**
     * One record for each tree.
     *
     * @throws NullPointerException if one cannot be read and has no form that says so
     */
    public static List<WatchedObject> read(List<ObjectNode> trees) {
        return trees.stream().map(StoredObjectsReader::read).toList();
    }

    private static WatchedObject read(ObjectNode tree) {
        var groupKind = GroupKind.of(tree);
        Kind<?> kind = Kinds.find(groupKind.group(), groupKind.kind()).orElseThrow();
        var key = ObjectKey.of(kind.word(), tree);
        return Objects.requireNonNull(
                ObjectReader.read(kind, tree, key.toString()).object(), key.toString());
    }
}
