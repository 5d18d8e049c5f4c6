package dev.sluice.source.file;

import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/**
 * A YAML document that is no object of ours, such as the settings of another program.
 *
 * @param tree an object
 * @param place {@code file:line:column} of a field by its path, such as {@code spec.rules[0]}, or of the nearest one
 *     around it that is written
 */
public record YamlTree(JsonNode tree, UnaryOperator<String> place) {

    /**
     * The documents of a text, and the items of those that are lists.
     *
     * @param file name to show to people
     * @throws IOException where it is not YAML; the message has the place and the fix
     */
    public static List<YamlTree> read(String file, String text) throws IOException {
        YamlDocuments.Read documents = YamlDocuments.of(file, text);
        if (!documents.problems().isEmpty()) {
            throw new IOException(documents.problems().getFirst().toString());
        }
        return documents.documents().stream()
                .map(document -> new YamlTree(document.tree(), document::locate))
                .toList();
    }
}
