package dev.sluice.infrastructure.write;

import dev.sluice.cluster.ObjectKey;
import dev.sluice.cluster.StoredObjects;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What we have written and not seen yet. Without it, what was just created would be created again before the API server
 * has told of it. Called by any thread.
 */
final class RecentWrites {

    /** What is told later than this is not our write any more. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final StoredObjects stored;
    private final InstantSource clock;
    private final Map<ObjectKey, Entry> entries = new ConcurrentHashMap<>();

    /**
     * Nothing was written yet.
     *
     * @param clock says when a write is forgotten
     */
    RecentWrites(StoredObjects stored, InstantSource clock) {
        this.stored = stored;
        this.clock = clock;
    }

    /**
     * A write.
     *
     * @param before version of the object before it; empty where there was none
     * @param object what became of it; null where it was deleted
     */
    private record Entry(String before, @Nullable ObjectNode object, Instant until) {}

    /** An object as it is now, as far as we know. */
    Optional<ObjectNode> find(ObjectKey key) {
        var seen = stored.find(key.kind(), key.name());
        var entry = entries.get(key);
        return entry == null || isOver(entry, seen) ? seen : Optional.ofNullable(entry.object());
    }

    /**
     * Remembers a write.
     *
     * @param before the object that it was made for
     * @param object what became of it; null where it was deleted
     */
    void remember(ObjectKey key, Optional<ObjectNode> before, @Nullable ObjectNode object) {
        entries.put(key, new Entry(version(before), object, clock.instant().plus(LONGEST)));
    }

    /** Forgets what was seen since. */
    void prune() {
        entries.entrySet()
                .removeIf(entry -> isOver(
                        entry.getValue(),
                        stored.find(entry.getKey().kind(), entry.getKey().name())));
    }

    /** Forgets everything. */
    void clear() {
        entries.clear();
    }

    private boolean isOver(Entry entry, Optional<ObjectNode> seen) {
        return !version(seen).equals(entry.before()) || clock.instant().isAfter(entry.until());
    }

    private static String version(Optional<ObjectNode> object) {
        return object.<JsonNode>map(it -> it.path("metadata").path("resourceVersion"))
                .map(it -> it.asString(""))
                .orElse("");
    }
}
