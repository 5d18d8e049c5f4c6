package dev.sluice.testkit;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Lists of objects, in pages where a client asks for that: all pages of a list are of one moment. */
final class ServedLists {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final List<String> OF_ITEMS = List.of("kind", "apiVersion");

    private final Map<String, FakeCluster.Picture> begun = new ConcurrentHashMap<>();
    private final AtomicLong tokens = new AtomicLong();

    /** Forgets what was listed in part: to ask for the rest is answered 410. */
    void forgetBegun() {
        begun.clear();
    }

    /** The list, or its next page; null where that is forgotten. */
    @Nullable
    ObjectNode list(Selection selection, FakeCluster cluster, ObjectForm form) {
        String token = selection.query().get("continue");
        FakeCluster.Picture rest = token == null ? selected(selection, cluster.picture()) : begun.get(token);
        if (rest == null) {
            return null;
        }
        int all = rest.objects().size();
        int limit = Math.min(Integer.parseInt(selection.query().getOrDefault("limit", "" + all)), all);
        ObjectNode list = JSON.createObjectNode()
                .put(
                        "kind",
                        form == ObjectForm.METADATA
                                ? "PartialObjectMetadataList"
                                : selection.kind().kind() + "List")
                .put(
                        "apiVersion",
                        form == ObjectForm.METADATA
                                ? ObjectForm.META
                                : selection.kind().apiVersion());
        ObjectNode metadata = list.putObject("metadata").put("resourceVersion", Long.toString(rest.version()));
        if (limit < all) {
            String next = "page-" + tokens.incrementAndGet();
            begun.put(
                    next, new FakeCluster.Picture(rest.version(), rest.objects().subList(limit, all)));
            metadata.put("continue", next);
        }
        ArrayNode items = list.putArray("items");
        rest.objects().subList(0, limit).forEach(object -> items.add(item(selection, form.of(object))));
        return list;
    }

    private static FakeCluster.Picture selected(Selection selection, FakeCluster.Picture now) {
        return new FakeCluster.Picture(
                now.version(), now.objects().stream().filter(selection::selects).toList());
    }

    /** Items of Kubernetes' own kinds do not say what they are, as with a real one. */
    private static ObjectNode item(Selection selection, ObjectNode object) {
        if (!selection.kind().group().isEmpty()) {
            return object;
        }
        ObjectNode item = object.deepCopy();
        item.remove(OF_ITEMS);
        return item;
    }
}
