package dev.sluice.testkit;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a path and its query name: one object, or those of a kind.
 *
 * @param namespace empty: all, or none
 * @param name null: those of the kind
 * @param status whether only its subresource {@code status}
 */
record Selection(
        ServedKind kind, String namespace, @Nullable String name, boolean status, Map<String, String> query) {

    /** Null where the path names nothing that is served. */
    static @Nullable Selection of(Collection<ServedKind> served, String path, Map<String, String> query) {
        for (ServedKind kind : served) {
            if (path.startsWith(kind.path() + "/")) {
                String[] steps = path.substring(kind.path().length() + 1).split("/", -1);
                boolean scoped = steps.length > 2 && steps[0].equals("namespaces");
                int at = scoped ? 2 : 0;
                if (steps[at].equals(kind.plural())) {
                    return new Selection(
                            kind,
                            scoped ? steps[1] : "",
                            steps.length > at + 1 ? steps[at + 1] : null,
                            steps.length > at + 2 && steps[at + 2].equals("status"),
                            query);
                }
            }
        }
        return null;
    }

    /**
     * The object that is named.
     *
     * @param body what is to be created has its name there
     */
    FakeCluster.Id id(JsonNode body) {
        return new FakeCluster.Id(
                kind.kind(),
                namespace,
                name == null ? body.path("metadata").path("name").asString("") : name);
    }

    boolean isWatch() {
        return query.containsKey("watch");
    }

    boolean selects(JsonNode object) {
        return object.path("kind").asString("").equals(kind.kind())
                && (namespace.isEmpty()
                        || namespace.equals(
                                object.path("metadata").path("namespace").asString("")))
                && terms("fieldSelector").allMatch(term -> fits(object, term))
                && terms("labelSelector").allMatch(term -> isLabelled(object, term));
    }

    private Stream<String> terms(String selector) {
        String terms = query.getOrDefault(selector, "");
        return terms.isEmpty() ? Stream.empty() : Stream.of(terms.split(",", -1));
    }

    private static boolean fits(JsonNode object, String term) {
        JsonNode value = object;
        for (String step : term.substring(0, term.indexOf('=')).split("\\.", -1)) {
            value = value.path(step);
        }
        return value.asString("").equals(term.substring(term.indexOf('=') + 1));
    }

    /** {@code key} or {@code key=value}. */
    private static boolean isLabelled(JsonNode object, String term) {
        JsonNode labels = object.path("metadata").path("labels");
        int equals = term.indexOf('=');
        return equals < 0
                ? labels.has(term)
                : labels.path(term.substring(0, equals)).asString("").equals(term.substring(equals + 1));
    }
}
