package dev.sluice.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The objects of a cluster, in memory: every change makes a new version of an object, which those who follow hear of.
 * Judges nothing but versions. A tree that was handed out never changes, and nobody may change it. Called by any
 * thread.
 */
public final class FakeCluster {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Map<Id, ObjectNode> objects = new LinkedHashMap<>();
    private final List<Event> events = new ArrayList<>();
    private final Set<Consumer<Event>> followers = new LinkedHashSet<>();
    private Set<String> unknownStatus = Set.of();
    private long version = 1;
    private long compacted;

    /**
     * Names an object.
     *
     * @param namespace empty for objects without one
     */
    public record Id(String kind, String namespace, String name) {

        /** That of an object. */
        public static Id of(JsonNode object) {
            JsonNode metadata = object.path("metadata");
            return new Id(
                    object.path("kind").asString(""),
                    metadata.path("namespace").asString(""),
                    metadata.path("name").asString(""));
        }
    }

    /**
     * What becomes of a write.
     *
     * @param code as of HTTP: 200, 201, 404, 409
     * @param object as it is now, or was before it was deleted; null where the write is refused
     */
    public record Reply(int code, @Nullable ObjectNode object) {}

    /**
     * All objects at one moment.
     *
     * @param version of the newest change
     */
    public record Picture(long version, List<ObjectNode> objects) {}

    /**
     * A change.
     *
     * @param type {@code ADDED}, {@code MODIFIED}, {@code DELETED}
     */
    record Event(long version, String type, ObjectNode object) {}

    /** Nothing is in it. */
    public FakeCluster() {}

    /** Adds or replaces an object, whatever its version. */
    public synchronized void put(ObjectNode object) {
        ObjectNode _ = store(Id.of(object), object);
    }

    /** The same, from a text of JSON. */
    public void put(String json) {
        put((ObjectNode) JSON.readTree(json));
    }

    /**
     * Changes an object that is there, whatever its version.
     *
     * @param mergePatch RFC 7396; an empty one makes a new version all the same
     */
    public synchronized void edit(String kind, String namespace, String name, String mergePatch) {
        var id = new Id(kind, namespace, name);
        ObjectNode changed = existing(id).deepCopy();
        merge(changed, (ObjectNode) JSON.readTree(mergePatch));
        ObjectNode _ = store(id, changed);
    }

    /** Deletes an object, if it is there. */
    public synchronized void remove(String kind, String namespace, String name) {
        ObjectNode gone = objects.remove(new Id(kind, namespace, name));
        if (gone != null) {
            publish("DELETED", stamped(Id.of(gone), gone, ++version));
        }
    }

    /** One object; null where there is none. */
    public synchronized @Nullable ObjectNode find(String kind, String namespace, String name) {
        return objects.get(new Id(kind, namespace, name));
    }

    /** All that is there now. */
    public synchronized Picture picture() {
        return new Picture(version, List.copyOf(objects.values()));
    }

    /** Creates an object; 409 where it is there already. */
    public synchronized Reply create(Id id, ObjectNode object) {
        return objects.containsKey(id) ? new Reply(409, null) : new Reply(201, store(id, object));
    }

    /** Replaces an object; 409 where the version that is named is not the object's. */
    public synchronized Reply replace(Id id, ObjectNode object) {
        ObjectNode before = objects.get(id);
        if (before == null) {
            return new Reply(404, null);
        }
        String named = version(object);
        return named.isEmpty() || named.equals(version(before))
                ? new Reply(200, store(id, object))
                : new Reply(409, null);
    }

    /**
     * Changes members of an object. More strict than a real one: all that writes here locks optimistically, so a patch
     * that names no version is answered 409 too.
     *
     * @param mergePatch RFC 7396
     */
    public synchronized Reply patch(Id id, ObjectNode mergePatch) {
        return patched(id, mergePatch, mergePatch);
    }

    /** The same for the subresource {@code status}: no other member is changed. */
    public synchronized Reply patchStatus(Id id, ObjectNode mergePatch) {
        ObjectNode status =
                mergePatch.path("status").deepCopy() instanceof ObjectNode some ? some : JSON.createObjectNode();
        status.remove(unknownStatus);
        ObjectNode only = JSON.createObjectNode();
        only.set("status", status);
        return patched(id, mergePatch, only);
    }

    /** Deletes an object; 409 where it is not of this version. */
    public synchronized Reply delete(Id id, String resourceVersion) {
        ObjectNode before = objects.get(id);
        if (before == null) {
            return new Reply(404, null);
        }
        if (!version(before).equals(resourceVersion)) {
            return new Reply(409, null);
        }
        remove(id.kind(), id.namespace(), id.name());
        return new Reply(200, before);
    }

    /** Members of status that the schemas do not know, and that are therefore not stored. */
    public synchronized void setUnknownStatus(Set<String> members) {
        unknownStatus = Set.copyOf(members);
    }

    /** Forgets every object, as if it had never been there. */
    public synchronized void clear() {
        objects.clear();
        events.clear();
    }

    /**
     * Calls back after each change, in the thread that makes it.
     *
     * @return ends it
     */
    public Runnable follow(Runnable changed) {
        return follow(_ -> changed.run());
    }

    private synchronized Runnable follow(Consumer<Event> follower) {
        followers.add(follower);
        return () -> leave(follower);
    }

    /**
     * The same from a version on: with what has changed since.
     *
     * @return ends it; null where that is forgotten
     */
    synchronized @Nullable Runnable followSince(long since, Consumer<Event> follower) {
        if (since < compacted) {
            return null;
        }
        events.stream().filter(event -> event.version() > since).forEach(follower);
        return follow(follower);
    }

    /** Adds or replaces an object without a word to anybody, and forgets the history. */
    synchronized void putAndCompact(ObjectNode object) {
        Id id = Id.of(object);
        objects.put(id, stamped(id, object, ++version));
        events.clear();
        compacted = version;
    }

    /** Forgets the objects of a kind, as if they had never been there. */
    synchronized void forget(String kind) {
        objects.keySet().removeIf(id -> id.kind().equals(kind));
    }

    private synchronized void leave(Consumer<Event> follower) {
        followers.remove(follower);
    }

    private ObjectNode existing(Id id) {
        ObjectNode object = objects.get(id);
        if (object == null) {
            throw new IllegalStateException("there is no " + id);
        }
        return object;
    }

    private Reply patched(Id id, ObjectNode request, ObjectNode mergePatch) {
        ObjectNode before = objects.get(id);
        if (before == null) {
            return new Reply(404, null);
        }
        if (!version(before).equals(version(request))) {
            return new Reply(409, null);
        }
        ObjectNode changed = before.deepCopy();
        merge(changed, mergePatch);
        return new Reply(200, changed.equals(before) ? before : store(id, changed));
    }

    private ObjectNode store(Id id, ObjectNode given) {
        ObjectNode object = stamped(id, given, ++version);
        publish(objects.put(id, object) == null ? "ADDED" : "MODIFIED", object);
        return object;
    }

    private void publish(String type, ObjectNode object) {
        var event = new Event(version, type, object);
        events.add(event);
        List.copyOf(followers).forEach(follower -> follower.accept(event));
    }

    /** A copy with what an API server adds; generations are those that a test gives. */
    private static ObjectNode stamped(Id id, ObjectNode given, long version) {
        ObjectNode object = given.deepCopy();
        ObjectNode metadata = object.withObjectProperty("metadata");
        metadata.put("resourceVersion", Long.toString(version));
        if (!metadata.has("uid")) {
            metadata.put("uid", "uid-" + id.name());
        }
        return object;
    }

    private static String version(JsonNode object) {
        return object.path("metadata").path("resourceVersion").asString("");
    }

    /** RFC 7396. */
    private static void merge(ObjectNode target, ObjectNode patch) {
        for (var field : patch.properties()) {
            if (field.getValue().isNull()) {
                target.remove(field.getKey());
            } else if (field.getValue() instanceof ObjectNode deeper) {
                JsonNode there = target.path(field.getKey());
                merge(there instanceof ObjectNode object ? object : target.putObject(field.getKey()), deeper);
            } else {
                target.set(field.getKey(), field.getValue());
            }
        }
    }
}
