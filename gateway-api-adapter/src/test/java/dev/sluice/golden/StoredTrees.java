package dev.sluice.golden;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The objects of a case as an API server would give them: with their namespaces, and these with their label. */
final class StoredTrees {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final List<ObjectNode> trees = new ArrayList<>();
    private final Map<String, ObjectNode> namespaces = new TreeMap<>();

    private StoredTrees() {}

    static List<ObjectNode> of(Path folder) throws IOException {
        var stored = new StoredTrees();
        var settings = LoadSettings.builder().setAllowDuplicateKeys(false).build();
        for (Object document : new Load(settings).loadAllFromString(Files.readString(folder.resolve("input.yaml")))) {
            if (document instanceof Map<?, ?> map) {
                stored.add(JSON.valueToTree(map));
            }
        }
        stored.trees.addAll(stored.namespaces.values());
        return stored.trees;
    }

    private void add(ObjectNode tree) {
        String kind = tree.path("kind").asString();
        ObjectNode metadata = (ObjectNode) tree.path("metadata");
        if (tree.path("items").isArray()) {
            tree.path("items").values().forEach(item -> add((ObjectNode) item));
        } else if (kind.equals("Namespace")) {
            namespace(metadata.path("name").stringValue(), metadata.path("labels"));
        } else if (kind.equals("GatewayClass")) {
            trees.add(tree);
        } else {
            if (!metadata.has("namespace")) {
                metadata.put("namespace", "default");
            }
            namespace(metadata.path("namespace").stringValue(), JSON.createObjectNode());
            trees.add(tree);
        }
    }

    private void namespace(String name, JsonNode labels) {
        ObjectNode tree = namespaces.computeIfAbsent(name, StoredTrees::namespace);
        labels.properties()
                .forEach(label -> ((ObjectNode) tree.at("/metadata/labels")).set(label.getKey(), label.getValue()));
    }

    private static ObjectNode namespace(String name) {
        ObjectNode tree = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Namespace");
        tree.putObject("metadata").put("name", name).putObject("labels").put("kubernetes.io/metadata.name", name);
        return tree;
    }
}
