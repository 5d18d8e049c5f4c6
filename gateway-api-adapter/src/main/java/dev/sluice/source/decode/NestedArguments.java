package dev.sluice.source.decode;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Nested values as flat properties, by the rules of an application.yml: {@code retry: {statuses: [502]}} is {@code
 * retry.statuses[0]}. A key in brackets is taken as it is written. Null is left out; an empty list or map is empty
 * text.
 */
final class NestedArguments {

    private final Map<String, String> flat = new LinkedHashMap<>();

    private NestedArguments() {}

    static Map<String, String> flatten(JsonNode args) {
        var arguments = new NestedArguments();
        args.properties().forEach(entry -> arguments.add(entry.getKey(), entry.getValue()));
        return arguments.flat;
    }

    private void add(String path, JsonNode value) {
        if (value.isNull()) {
            return;
        }
        if (value.isContainer() && value.isEmpty()) {
            flat.put(path, "");
        } else if (value.isObject()) {
            value.properties().forEach(entry -> add(below(path, entry.getKey()), entry.getValue()));
        } else if (value.isArray()) {
            for (int index = 0; index < value.size(); index++) {
                add(path + "[" + index + "]", value.path(index));
            }
        } else {
            flat.put(path, value.asString());
        }
    }

    private static String below(String path, String key) {
        return key.startsWith("[") ? path + key : path + "." + key;
    }
}
