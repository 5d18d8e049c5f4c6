package dev.sluice.infrastructure.write;

import dev.sluice.infrastructure.Mark;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.StringTokenizer;
import tools.jackson.databind.JsonNode;

/** The keys that an object has because its Gateway has asked for them. */
final class PropagatedKeys {

    private PropagatedKeys() {}

    /**
     * Those that are written down in an object.
     *
     * @param member {@code labels} or {@code annotations}
     * @param listedIn annotation in which they are
     */
    static Set<String> of(JsonNode stored, String member, String listedIn) {
        var keys = listed(stored, listedIn);
        if (member.equals("annotations")) {
            keys.add(Mark.PROPAGATED_LABELS);
            keys.add(Mark.PROPAGATED_ANNOTATIONS);
            keys.add(Mark.SERVICE_FIELDS);
        }
        return keys;
    }

    /** What an annotation of an object lists; empty without it. */
    static Set<String> listed(JsonNode stored, String annotation) {
        var keys = new LinkedHashSet<String>();
        var list = stored.path("metadata").path("annotations").path(annotation).asString("");
        var tokens = new StringTokenizer(list, ",");
        while (tokens.hasMoreTokens()) {
            keys.add(tokens.nextToken());
        }
        return keys;
    }
}
