package dev.sluice.app.convert;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * A predicate or filter as it is configured.
 *
 * @param name of its factory
 * @param args by name; those of the short form are {@code 0}, {@code 1}, …
 * @param field where it is written, below its route
 */
record ScgStep(String name, Map<String, JsonNode> args, String field, boolean isShort) {

    /** The predicates, in the short form {@code Name=a,b} or the long one with {@code name} and {@code args}. */
    static List<ScgStep> predicates(ScgRoute route) {
        return of(route, "predicates");
    }

    /** Those of every route, then its own. */
    static List<ScgStep> filters(ScgRoute route) {
        List<ScgStep> steps = new ArrayList<>();
        route.defaults().forEach(filter -> steps.add(of(filter, "")));
        steps.addAll(of(route, "filters"));
        return steps;
    }

    private static List<ScgStep> of(ScgRoute route, String list) {
        List<ScgStep> steps = new ArrayList<>();
        JsonNode nodes = route.node().path(list);
        for (int i = 0; i < nodes.size(); i++) {
            steps.add(of(nodes.get(i), "." + list + "[" + i + "]"));
        }
        return steps;
    }

    private static ScgStep of(JsonNode node, String field) {
        return node.isObject() ? full(node, field) : shortened(node.asString(""), field);
    }

    private static ScgStep full(JsonNode node, String field) {
        Map<String, JsonNode> args = new LinkedHashMap<>();
        node.path("args").properties().forEach(arg -> args.put(arg.getKey(), arg.getValue()));
        return new ScgStep(node.path("name").asString(""), args, field, false);
    }

    private static ScgStep shortened(String text, String field) {
        int equals = text.indexOf('=');
        Map<String, JsonNode> args = new LinkedHashMap<>();
        if (equals >= 0 && !text.substring(equals + 1).isBlank()) {
            for (String word : text.substring(equals + 1).split(",", -1)) {
                args.put(String.valueOf(args.size()), StringNode.valueOf(word.strip()));
            }
        }
        return new ScgStep(equals < 0 ? text : text.substring(0, equals).strip(), args, field, true);
    }

    /** All arguments as text, a list as its entries. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        args.values().forEach(arg -> {
            if (arg.isArray()) {
                arg.forEach(entry -> words.add(entry.asString("")));
            } else {
                words.add(arg.asString(""));
            }
        });
        return words;
    }

    /** One argument: by its name, or by its place in the short form; empty where it is not there. */
    String word(int place, String... names) {
        JsonNode byPlace = args.get(String.valueOf(place));
        if (byPlace != null) {
            return byPlace.asString("");
        }
        for (String name : names) {
            JsonNode arg = args.get(name);
            if (arg != null) {
                return arg.asString("");
            }
        }
        return "";
    }

    /** Whether a value is made of the request, as {@code /x/{segment}}. */
    boolean isTemplate() {
        return words().stream().anyMatch(word -> word.indexOf('{') >= 0);
    }

    /** As it is written, about. */
    String label() {
        return words().isEmpty() ? name : name + "=" + String.join(",", words());
    }
}
