package dev.sluice.testkit;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The kinds that an API server serves now, and how it lists them. Called by any thread. */
final class ServedKinds {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Set<ServedKind> served = new LinkedHashSet<>(ServedKind.USUAL);
    private final Set<String> unlisted = new HashSet<>();

    synchronized void add(ServedKind kind) {
        served.add(kind);
    }

    /** Whether that was its last version. */
    synchronized boolean remove(String apiVersion, String kind) {
        served.removeIf(it -> it.apiVersion().equals(apiVersion) && it.kind().equals(kind));
        return served.stream().noneMatch(it -> it.kind().equals(kind));
    }

    /** Leaves a kind out of discovery, or lists it again; its own paths answer as before. */
    synchronized void list(String kind, boolean listed) {
        if (listed) {
            unlisted.remove(kind);
        } else {
            unlisted.add(kind);
        }
    }

    /** Null where the path names nothing that is served. */
    synchronized @Nullable Selection select(String path, Map<String, String> query) {
        return Selection.of(served, path, query);
    }

    /** The groups, or the kinds of one version; empty where the path asks for neither. */
    synchronized Optional<ObjectNode> discovery(String path) {
        if (path.equals("/apis")) {
            return Optional.of(groups());
        }
        var kinds = served.stream()
                .filter(it -> it.path().equals(path) && !unlisted.contains(it.kind()))
                .toList();
        return kinds.isEmpty() ? Optional.empty() : Optional.of(resources(kinds));
    }

    private ObjectNode groups() {
        ObjectNode list = JSON.createObjectNode().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode groups = list.putArray("groups");
        served.stream()
                .map(ServedKind::group)
                .filter(it -> !it.isEmpty())
                .distinct()
                .forEach(group -> {
                    ArrayNode versions = groups.addObject().put("name", group).putArray("versions");
                    served.stream()
                            .filter(it -> it.group().equals(group))
                            .map(ServedKind::apiVersion)
                            .distinct()
                            .forEach(version -> versions.addObject()
                                    .put("groupVersion", version)
                                    .put("version", version.substring(group.length() + 1)));
                });
        return list;
    }

    private static ObjectNode resources(List<ServedKind> kinds) {
        ObjectNode list = JSON.createObjectNode()
                .put("kind", "APIResourceList")
                .put("apiVersion", "v1")
                .put("groupVersion", kinds.getFirst().apiVersion());
        ArrayNode resources = list.putArray("resources");
        kinds.forEach(kind -> resources
                .addObject()
                .put("name", kind.plural())
                .put("kind", kind.kind())
                .put("namespaced", kind.namespaced()));
        return list;
    }
}
