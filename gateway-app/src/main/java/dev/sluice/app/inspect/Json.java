package dev.sluice.app.inspect;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Values for other programs. */
final class Json {

    private Json() {}

    /** As a tree. */
    static JsonNode tree(Object value) {
        return JsonMapper.shared().valueToTree(value);
    }

    /** As JSON, over several lines. */
    static String text(Object value) {
        return JsonMapper.shared()
                .writer()
                .with(SerializationFeature.INDENT_OUTPUT)
                .writeValueAsString(value);
    }
}
