package dev.sluice.status.write;

import dev.sluice.status.write.EntryMerge.Shared;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Compares the status that an object shall have with the one that is stored, and says what to change. What is not ours
 * stays as it is: conditions of other types, entries of other controllers, members that we do not name. Pure.
 */
final class StatusMerge {

    private static final String CONDITIONS = "conditions";
    private static final String LISTENERS = "listeners";
    private static final String PARENTS = "parents";
    private static final String ANCESTORS = "ancestors";

    /** Members of status that are said only sometimes. */
    private static final List<String> OURS = List.of("attachedListenerSets");

    private final JsonNode stored;
    private final long generation;
    private final Shared parents;
    private final Shared ancestors;

    private StatusMerge(StoredStatus object, String controllerName) {
        this.stored = object.status();
        this.generation = object.generation();
        this.parents = Shared.parents(controllerName, object.namespace());
        this.ancestors = Shared.ancestors(
                controllerName, object.namespace(), object.key().kind());
    }

    /**
     * The members of {@code status} that shall become others.
     *
     * @param object as it is stored; is not changed
     * @param wanted conditions without times; is not changed
     * @param controllerName ours; tells our entries from those of others
     * @return empty where nothing would change, and where another generation of the object was judged than the stored
     *     one can tell of: a newer document is on its way
     */
    static Optional<ObjectNode> change(StoredStatus object, ObjectNode wanted, String controllerName, Instant now) {
        var merge = new StatusMerge(object, controllerName);
        var judged = merge.newest(wanted);
        return judged.isPresent() && merge.hasOtherGeneration(judged.getAsLong())
                ? Optional.empty()
                : merge.change(wanted, now);
    }

    /** Whether an object holds entries of ours in a list that controllers share. */
    static boolean holdsEntries(StoredStatus object, String controllerName) {
        var merge = new StatusMerge(object, controllerName);
        return merge.sharedEntries(merge.stored).findAny().isPresent();
    }

    private Optional<ObjectNode> change(ObjectNode wanted, Instant now) {
        var conditions = new ConditionMerge(now.truncatedTo(ChronoUnit.SECONDS).toString());
        var change = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> member : wanted.properties()) {
            var before = stored.path(member.getKey());
            var after = merged(conditions, member.getKey(), before, member.getValue());
            if (!Trees.same(before, after)) {
                change.set(member.getKey(), after);
            }
        }
        // Nobody but us writes them, so one that is not wanted any more is ours from before.
        OURS.stream()
                .filter(member -> !wanted.has(member) && stored.has(member))
                .forEach(change::putNull);
        return change.isEmpty() ? Optional.empty() : Optional.of(change);
    }

    private JsonNode merged(ConditionMerge conditions, String member, JsonNode before, JsonNode wanted) {
        return switch (member) {
            case CONDITIONS -> conditions.of(before, wanted);
            case LISTENERS -> new EntryMerge(conditions).owned(before, wanted);
            case PARENTS -> new EntryMerge(conditions).shared(parents, before, wanted);
            case ANCESTORS -> new EntryMerge(conditions).shared(ancestors, before, wanted);
            default -> wanted;
        };
    }

    /**
     * Whether the stored status tells of a newer generation than the judged one, or the object has not come so far,
     * since it is another of the same name. Source: GatewayStatus.conditions, "greater than the value the
     * implementation knows".
     */
    private boolean hasOtherGeneration(long judged) {
        return newest(stored).orElse(0) > judged || generation < judged;
    }

    private OptionalLong newest(JsonNode status) {
        var entries = Stream.concat(status.path(LISTENERS).values().stream(), sharedEntries(status));
        return Stream.concat(Stream.of(status), entries)
                .flatMap(holder -> holder.path(CONDITIONS).values().stream())
                .filter(ConditionMerge::isOurs)
                .mapToLong(condition -> condition.path("observedGeneration").longValue(0))
                .max();
    }

    private Stream<JsonNode> sharedEntries(JsonNode status) {
        return Stream.concat(
                status.path(PARENTS).values().stream().filter(parents::isOurs),
                status.path(ANCESTORS).values().stream().filter(ancestors::isOurs));
    }
}
