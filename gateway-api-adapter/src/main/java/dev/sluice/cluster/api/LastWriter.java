package dev.sluice.cluster.api;

import dev.sluice.text.LogLine;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Finds who has changed an object last, for a line of a log. Source: ObjectMeta.managedFields. */
public final class LastWriter {

    private static final String UNKNOWN = "somebody unknown";

    private static final int LONGEST_NAME = 128;

    private LastWriter() {}

    /**
     * The field manager, such as {@code kubectl-edit}; asks the API server.
     *
     * @param path of the object
     * @throws UnavailableException if the API server does not answer
     */
    public static String of(ApiServer server, String path) {
        return server.read(path) instanceof Answer.Done(var object) ? of(object) : UNKNOWN;
    }

    /** As much of a name as an API server allows. Source: PatchOptions.fieldManager. */
    static String fieldManager(String name) {
        return name.substring(0, Math.min(LONGEST_NAME, name.length()));
    }

    /** Whether the status of an object, as the API server has sent it, was written last by us under this name. */
    public static boolean wroteStatus(JsonNode object, String name) {
        return ofStatus(object).equals(fieldManager(name));
    }

    /**
     * The field manager who wrote the status of an object last.
     *
     * @param object as the API server has sent it, whole
     * @return empty where nobody has, or where it may be one of several
     */
    private static String ofStatus(JsonNode object) {
        var writers = new TreeMap<String, Set<String>>();
        for (JsonNode entry : object.path("metadata").path("managedFields").values()) {
            if (entry.path("subresource").asString("").equals("status")) {
                writers.computeIfAbsent(entry.path("time").asString(""), _ -> new TreeSet<>())
                        .add(entry.path("manager").asString(""));
            }
        }
        return writers.isEmpty() || writers.lastEntry().getValue().size() > 1
                ? ""
                : writers.lastEntry().getValue().iterator().next();
    }

    /** The field manager of an object as the API server has sent it, whole. */
    static String of(JsonNode object) {
        return object.path("metadata").path("managedFields").values().stream()
                .max(Comparator.comparing(entry -> entry.path("time").asString("")))
                .map(entry -> entry.path("manager").asString(""))
                .filter(manager -> !manager.isEmpty())
                .map(manager -> "the field manager " + LogLine.of(manager))
                .orElse(UNKNOWN);
    }
}
