package dev.sluice.source.file;

import dev.sluice.validation.schema.FieldPath;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * One object of a file.
 *
 * @param file name of the file as shown to people
 * @param marks where each field is written, by its path
 */
record Document(String file, JsonNode tree, Map<String, Mark> marks) {

    /** {@code file:line:column} of a field, or of the nearest one around it that is written. */
    String locate(String field) {
        var path = new FieldPath(field);
        while (!marks.containsKey(path.text()) && !path.text().isEmpty()) {
            path = path.parent();
        }
        Mark mark = marks.getOrDefault(path.text(), new Mark(1, 1));
        return file + ":" + mark.line() + ":" + mark.column();
    }
}
