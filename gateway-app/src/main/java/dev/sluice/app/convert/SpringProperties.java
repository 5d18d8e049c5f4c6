package dev.sluice.app.convert;

import dev.sluice.source.file.YamlTree;
import dev.sluice.validation.schema.FieldPath;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A property of Spring Boot in YAML that may write {@code a.b: c} for {@code a: {b: c}} and {@code myName} for
 * {@code my-name}.
 *
 * @param path of the value within the document
 */
record SpringProperties(JsonNode value, FieldPath path) {

    /**
     * Looks for one.
     *
     * @param name in kebab case, with all of its prefix
     */
    static Optional<SpringProperties> find(YamlTree document, String name) {
        return find(document.tree(), FieldPath.ROOT, canonical(name));
    }

    private static Optional<SpringProperties> find(JsonNode node, FieldPath path, String name) {
        if (name.isEmpty()) {
            return Optional.of(new SpringProperties(node, path));
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String key = canonical(field.getKey());
            if (name.equals(key) || name.startsWith(key + ".")) {
                String rest = name.length() == key.length() ? "" : name.substring(key.length() + 1);
                Optional<SpringProperties> found = find(field.getValue(), path.field(field.getKey()), rest);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static String canonical(String name) {
        return name.replace("-", "").toLowerCase(Locale.ROOT);
    }
}
