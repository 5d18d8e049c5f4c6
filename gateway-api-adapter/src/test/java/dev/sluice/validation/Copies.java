package dev.sluice.validation;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Long values, written shortly. {@code {text: a, times: 3}} is {@code aaa}; {@code {item: "a#", times: 3}} is a list of
 * {@code a0}, {@code a1} and {@code a2}; {@code {entry: a, times: 3}} is a map from {@code k0}, {@code k1} and {@code
 * k2} to {@code a}. A {@code prefix} comes before the text, or before each key; a {@code suffix} after the text.
 */
final class Copies {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Copies() {}

    /** The value with every short form in it written out. */
    static JsonNode expand(JsonNode value) {
        if (value.isArray()) {
            var list = NODES.arrayNode();
            value.values().forEach(item -> list.add(expand(item)));
            return list;
        }
        if (!(value instanceof ObjectNode object)) {
            return value;
        }
        if (object.has("times")) {
            return copies(object, object.path("times").intValue());
        }
        var map = NODES.objectNode();
        object.properties().forEach(entry -> map.set(entry.getKey(), expand(entry.getValue())));
        return map;
    }

    private static JsonNode copies(ObjectNode form, int times) {
        if (form.has("text")) {
            return NODES.stringNode(form.path("prefix").asString("")
                    + form.path("text").stringValue().repeat(times)
                    + form.path("suffix").asString(""));
        }
        if (form.has("item")) {
            var list = NODES.arrayNode();
            for (int i = 0; i < times; i++) {
                list.add(expand(numbered(form.path("item"), i)));
            }
            return list;
        }
        String prefix = expand(form.path("prefix")).asString("");
        var map = NODES.objectNode();
        for (int i = 0; i < times; i++) {
            map.set(prefix + "k" + i, expand(form.required("entry")));
        }
        return map;
    }

    private static JsonNode numbered(JsonNode value, int number) {
        if (value.isString()) {
            return NODES.stringNode(value.stringValue().replace("#", Integer.toString(number)));
        }
        if (!(value instanceof ObjectNode object)) {
            return value;
        }
        var copy = NODES.objectNode();
        object.properties().forEach(entry -> copy.set(entry.getKey(), numbered(entry.getValue(), number)));
        return copy;
    }
}
