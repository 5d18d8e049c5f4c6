package dev.sluice.source.file;

import dev.sluice.resource.ObjectName;
import dev.sluice.validation.Admission.GroupKind;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Counts the changes of each object's spec, as the API server does: {@code metadata.generation}. Immutable, so that a
 * reading that is refused leaves no trace.
 */
record Generations(Map<Key, Counted> counts) {

    static final Generations NONE = new Generations(Map.of());

    Generations {
        counts = Map.copyOf(counts);
    }

    record Key(GroupKind kind, ObjectName name) {}

    /**
     * One count.
     *
     * @param content what counts: everything but metadata and status
     */
    record Counted(JsonNode content, long generation) {}

    /** Where the counts of the next reading are gathered. */
    Next next() {
        return new Next(this);
    }

    static final class Next {

        private final Generations before;
        private final Map<Key, Counted> counts = new HashMap<>();

        private Next(Generations before) {
            this.before = before;
        }

        /** Writes the generation into the object's metadata; one that the file gives is a floor. */
        void count(Key key, ObjectNode object) {
            ObjectNode metadata = (ObjectNode) object.path("metadata");
            long given = Math.max(1, metadata.path("generation").longValue(1));
            ObjectNode content = object.deepCopy();
            content.remove("metadata");
            content.remove("status");
            @Nullable Counted last = before.counts.get(key);
            long generation = last == null
                    ? given
                    : Math.max(given, last.content().equals(content) ? last.generation() : last.generation() + 1);
            metadata.put("generation", generation);
            counts.put(key, new Counted(content, generation));
        }

        Generations done() {
            return new Generations(counts);
        }
    }
}
