package dev.sluice.cluster.api;

import dev.sluice.text.LogLine;
import java.util.Comparator;
import tools.jackson.databind.JsonNode;

/** Finds who has changed an object last, for a line of a log. Source: ObjectMeta.managedFields. */
public final class LastWriter {

    private static final String UNKNOWN = "somebody unknown";

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
