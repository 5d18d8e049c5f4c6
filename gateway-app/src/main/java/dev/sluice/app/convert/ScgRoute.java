package dev.sluice.app.convert;

import dev.sluice.source.file.YamlTree;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * A route that is read.
 *
 * @param path of the route within the document
 * @param index in the list of routes, from 0
 * @param defaults filters of every route, before its own
 * @param result what cannot be said is noted there
 */
record ScgRoute(YamlTree document, String path, JsonNode node, int index, List<JsonNode> defaults, Conversion result) {

    private static final int LONGEST = 200;

    String id() {
        return node.path("id").asString("route-" + (index + 1));
    }

    /** The id as a name of Kubernetes. */
    String name() {
        var name = new StringBuilder();
        for (char character : id().toLowerCase(Locale.ROOT).toCharArray()) {
            boolean fits = (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9');
            if (fits) {
                name.append(character);
            } else if (!name.isEmpty() && name.charAt(name.length() - 1) != '-') {
                name.append('-');
            }
        }
        while (!name.isEmpty() && (name.charAt(name.length() - 1) == '-' || name.length() > LONGEST)) {
            name.setLength(name.length() - 1);
        }
        return name.isEmpty() ? "route-" + (index + 1) : name.toString();
    }

    boolean hasPlaceholder() {
        // RewritePath writes $\{name} for a group.
        return node.toString().contains("${") || defaults.toString().contains("${");
    }

    /** @param field below the route, such as {@code .uri} */
    void lost(String field, String cause, String remedy) {
        result.lost(document.place().apply(path + field), "route " + id(), written(field), cause, remedy);
    }

    void note(String field, String cause, String remedy) {
        result.note(document.place().apply(path + field), "route " + id(), written(field), cause, remedy);
    }

    private static String written(String field) {
        return field.startsWith(".") ? field.substring(1) : field;
    }
}
