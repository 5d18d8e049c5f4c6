package dev.sluice.status.write;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.sluice.cluster.ObjectKey;
import dev.sluice.cluster.StoredObjects;
import dev.sluice.resource.Kind;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.StatusDocument;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gateways and ListenerSets that we have answered for and no longer do: their class is gone or is another's, or the
 * Gateway of a ListenerSet is. Their status has no entry that names us, so it would still say that we serve them. It
 * becomes once what it is before any controller has answered. Source: GatewayStatus.conditions, the default.
 *
 * <p>What was left before this process began is found by {@link LeftBefore}.
 *
 * <p>What is about a newer generation than we have judged is of another controller and stays. Used by one thread.
 */
final class NoLongerOurs {

    static final Set<String> KINDS = Kinds.ALL.stream()
            .filter(kind -> kind.status() == Kind.Status.OWN && kind.namespaced())
            .map(Kind::word)
            .collect(toUnmodifiableSet());

    private static final String CONDITIONS = "conditions";
    private static final String GENERATION = "observedGeneration";
    private static final String UNKNOWN = "Unknown";

    private List<StatusDocument> documents = List.of();
    /** The generation that was judged of what we answer for. */
    private Map<ObjectKey, Long> ours = Map.of();
    /** The same of what we have left and not said so yet. */
    private final Map<ObjectKey, Long> left = new HashMap<>();

    /** Takes all that we answer for now. */
    void next(List<StatusDocument> newDocuments) {
        if (newDocuments.equals(documents)) {
            return;
        }
        documents = newDocuments;
        var now = new HashMap<ObjectKey, Long>();
        for (StatusDocument document : newDocuments) {
            if (KINDS.contains(document.kind())) {
                now.put(new ObjectKey(document.kind(), document.name()), generation(document));
            }
        }
        ours.forEach((key, generation) -> {
            if (!now.containsKey(key)) {
                left.put(key, generation);
            }
        });
        left.keySet().removeAll(now.keySet());
        ours = now;
    }

    /** Takes what was answered for before this process began, each with the generation that was judged. */
    void found(Map<ObjectKey, Long> before) {
        before.forEach((key, generation) -> {
            if (!ours.containsKey(key)) {
                left.putIfAbsent(key, generation);
            }
        });
    }

    /** Forgets objects that are gone. */
    void forgetGone(StoredObjects stored) {
        left.keySet().removeIf(key -> stored.find(key.kind(), key.name()).isEmpty());
    }

    /** Forgets what the leader has written, so that it is not written again by the next one. */
    void forgetWritten(StoredObjects stored) {
        left.entrySet()
                .removeIf(object -> stored.find(
                                object.getKey().kind(), object.getKey().name())
                        .map(StoredStatus::of)
                        .filter(status -> isOurs(status, object.getValue()))
                        .isEmpty());
    }

    /** Those of which that is to be written. */
    Set<ObjectKey> keys() {
        return Set.copyOf(left.keySet());
    }

    /** The status that one of them must have; null of others. */
    @Nullable
    ObjectNode status(ObjectKey key) {
        var generation = left.get(key);
        return generation == null ? null : unanswered(key.kind(), generation);
    }

    /** Forgets an object of which that is written, since others may answer for it from now on. */
    void written(ObjectKey key) {
        left.remove(key);
    }

    private static boolean isOurs(StoredStatus object, long generation) {
        return judged(object).anyMatch(it -> it == generation);
    }

    /** The generations that conditions of our types speak of, where they say anything. */
    static LongStream judged(StoredStatus object) {
        return object.status().path(CONDITIONS).values().stream()
                .filter(ConditionMerge::isOurs)
                .filter(condition -> !condition.path("status").asString("").equals(UNKNOWN))
                .mapToLong(condition -> condition.path(GENERATION).longValue(0));
    }

    private static ObjectNode unanswered(String kind, long generation) {
        var status = JsonNodeFactory.instance.objectNode();
        if (kind.equals(Kinds.GATEWAY.word())) {
            status.putArray("addresses");
        }
        var conditions = status.putArray(CONDITIONS);
        for (String type : List.of("Accepted", "Programmed")) {
            conditions
                    .addObject()
                    .put("type", type)
                    .put("status", UNKNOWN)
                    .put(GENERATION, generation)
                    .put("reason", "Pending")
                    .put("message", "Waiting for controller");
        }
        status.putArray("listeners");
        return status;
    }

    private static long generation(StatusDocument document) {
        return document.status().get(CONDITIONS) instanceof List<?> conditions
                ? conditions.stream()
                        .map(condition -> condition instanceof Map<?, ?> entry ? entry.get(GENERATION) : null)
                        .filter(Long.class::isInstance)
                        .mapToLong(Long.class::cast)
                        .max()
                        .orElse(0)
                : 0;
    }
}
