package dev.sluice.validation;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The way to a value of a tree, written as violations write it: {@code spec.rules[0]}, {@code metadata.labels["a/b"]}.
 *
 * @param steps never empty
 */
record TreePath(List<Step> steps) {

    /** One level down. */
    sealed interface Step {}

    /** Into an object. */
    record Field(String name) implements Step {}

    /** Into a list, counted from 0. */
    record Item(int index) implements Step {}

    static TreePath parse(String text) {
        var steps = new ArrayList<Step>();
        int at = 0;
        while (at < text.length()) {
            int end;
            if (text.startsWith("[\"", at)) {
                end = text.indexOf("\"]", at) + 2;
                steps.add(new Field(text.substring(at + 2, end - 2)));
            } else if (text.charAt(at) == '[') {
                end = text.indexOf(']', at) + 1;
                steps.add(new Item(Integer.parseInt(text, at + 1, end - 1, 10)));
            } else {
                int begin = text.charAt(at) == '.' ? at + 1 : at;
                end = endOfName(text, begin);
                steps.add(new Field(text.substring(begin, end)));
            }
            at = end;
        }
        return new TreePath(List.copyOf(steps));
    }

    private static int endOfName(String text, int begin) {
        int at = begin;
        while (at < text.length() && text.charAt(at) != '.' && text.charAt(at) != '[') {
            at++;
        }
        return at;
    }

    /** The value; missing where there is none. */
    JsonNode in(JsonNode tree) {
        JsonNode value = tree;
        for (Step step : steps) {
            value = child(value, step);
        }
        return value;
    }

    /** Puts a value there; the objects and lists on the way are made, an item is added after the last one. */
    void set(JsonNode tree, JsonNode value) {
        JsonNode holder = tree;
        for (int i = 0; i < steps.size() - 1; i++) {
            JsonNode next = child(holder, steps.get(i));
            if (!next.isContainer()) {
                next = empty(steps.get(i + 1));
                put(holder, steps.get(i), next);
            }
            holder = next;
        }
        put(holder, steps.getLast(), value);
    }

    /** Takes away a field that is there. */
    void remove(JsonNode tree) {
        JsonNode holder = steps.size() == 1 ? tree : new TreePath(steps.subList(0, steps.size() - 1)).in(tree);
        String name = ((Field) steps.getLast()).name();
        if (((ObjectNode) holder).remove(name) == null) {
            throw new IllegalArgumentException("nothing to remove at " + this);
        }
    }

    private static JsonNode child(JsonNode holder, Step step) {
        return switch (step) {
            case Field(String name) -> holder.path(name);
            case Item(int index) -> holder.path(index);
        };
    }

    private static void put(JsonNode holder, Step step, JsonNode value) {
        switch (step) {
            case Field(String name) -> ((ObjectNode) holder).set(name, value);
            case Item(int index) when index == holder.size() -> ((ArrayNode) holder).add(value);
            case Item(int index) -> ((ArrayNode) holder).set(index, value);
        }
    }

    private static JsonNode empty(Step inside) {
        return switch (inside) {
            case Field _ -> JsonNodeFactory.instance.objectNode();
            case Item _ -> JsonNodeFactory.instance.arrayNode();
        };
    }
}
