package dev.sluice.source.kubernetes;

import dev.sluice.memory.HeapGuard;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Unreadable;
import dev.sluice.resource.UnreadablePolicy;
import dev.sluice.resource.UnreadableRoute;
import dev.sluice.resource.WatchedObject;
import dev.sluice.source.Problem;
import dev.sluice.source.decode.ObjectDecoder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The objects of one kind, each decoded once for each change. An object that says the same to us as before keeps its
 * record, so that nobody need compare deeply. Changed by one thread, read by any.
 */
final class KindObjects {

    private final WatchedKind kind;
    private final StoredForm form;
    private final KindRoom room;
    private final Map<ObjectName, Held> objects = new ConcurrentHashMap<>();
    // Touched only by the one thread that changes it.
    private final Map<ObjectName, List<Problem>> problems = new HashMap<>();
    private final Set<ObjectName> changed = new HashSet<>();
    private Set<ObjectName> changedAsStored = new HashSet<>();

    KindObjects(WatchedKind kind, StoredForm form, HeapGuard heap) {
        this.kind = kind;
        this.form = form;
        this.room = new KindRoom(kind, heap);
    }

    /** What a change means. */
    enum Effect {
        /** Nothing is another. */
        NOTHING,
        /** What is stored is another, such as a status. */
        STORED,
        /** What we read is another. */
        READ
    }

    /**
     * One object.
     *
     * @param stored as the API server sent it, without what nobody needs
     * @param object what is read of it; null where nothing could be, and for a kind that is kept as trees only
     * @param problems of the newest form
     * @param length characters for which room was found; what is read may have a few more
     */
    private record Held(ObjectNode stored, @Nullable WatchedObject object, List<Problem> problems, int length) {

        private static final Held NOTHING = new Held(JsonNodeFactory.instance.objectNode(), null, List.of(), 0);

        boolean isOfOneUidWith(ObjectNode other) {
            return uid(stored).equals(uid(other));
        }

        boolean isOfOneVersionWith(ObjectNode other) {
            var version = version(other);
            return !version.isEmpty() && version.equals(version(stored)) && isOfOneUidWith(other);
        }

        private static String uid(ObjectNode tree) {
            return tree.path("metadata").path("uid").asString("");
        }

        private static String version(ObjectNode tree) {
            return tree.path("metadata").path("resourceVersion").asString("");
        }
    }

    /** Takes an object that was added or changed. */
    Effect put(ObjectNode tree) {
        ObjectName name = ObjectDecoder.nameOf(tree, kind.namespaced());
        Held before = objects.getOrDefault(name, Held.NOTHING);
        if (before.isOfOneVersionWith(tree) && !room.waits(name, Held.version(tree))) {
            return Effect.NOTHING;
        }
        return take(tree, name, before);
    }

    /** Takes an object that waits for room as it is now, unless it was reported again or removed meanwhile. */
    Effect takeWaiting(ObjectName name, String version, ObjectNode tree) {
        return room.waits(name, version) ? take(tree, name, objects.getOrDefault(name, Held.NOTHING)) : Effect.NOTHING;
    }

    private Effect take(ObjectNode tree, ObjectName name, Held before) {
        int waited = room.waits();
        int all = KindRoom.length(tree);
        int length = KindRoom.isReplacement(all, before.length()) ? before.length() : all;
        boolean taken = kind.read() == null || room.takes(name, Held.version(tree), length - before.length());
        Held now = taken ? read(tree, name, before, length) : withoutRoom(tree, before, length);
        if (now == null) {
            objects.remove(name);
        } else {
            // The name that its record has: one less in memory.
            objects.put(now.object() == null ? name : now.object().name(), now);
        }
        Effect effect = effect(name, before, now == null ? Held.NOTHING : now);
        return waited == room.waits() ? effect : Effect.READ;
    }

    /** Forgets an object. */
    Effect remove(ObjectName name) {
        int waited = room.waits();
        Held before = objects.remove(name);
        room.gone(name, before == null ? 0 : before.length());
        Effect effect = before == null ? Effect.NOTHING : effect(name, before, Held.NOTHING);
        return waited == room.waits() ? effect : Effect.READ;
    }

    /** Objects for which there was no room. Called by any thread. */
    KindRoom room() {
        return room;
    }

    Optional<ObjectNode> find(ObjectName name) {
        return Optional.ofNullable(objects.get(name)).map(Held::stored);
    }

    List<ObjectNode> all() {
        return objects.values().stream().map(Held::stored).toList();
    }

    /** What is read of every object, of one that cannot be read what was read last. */
    List<WatchedObject> records() {
        return objects.values().stream()
                .map(Held::object)
                .filter(Objects::nonNull)
                .toList();
    }

    /** What is read of each object that has changed since this was asked last; empty of one that is not there. */
    Map<ObjectName, Optional<WatchedObject>> takeChanged() {
        var taken = new HashMap<ObjectName, Optional<WatchedObject>>();
        changed.forEach(name -> taken.put(
                name, Optional.ofNullable(objects.get(name)).flatMap(held -> Optional.ofNullable(held.object()))));
        changed.clear();
        return taken;
    }

    /** Those that came, went or have another version since this was asked last. */
    Set<ObjectName> takeChangedAsStored() {
        var taken = changedAsStored;
        changedAsStored = new HashSet<>();
        return taken;
    }

    /** Of all there are. */
    Set<ObjectName> names() {
        return Set.copyOf(objects.keySet());
    }

    Stream<Problem> problems() {
        return problems.values().stream().flatMap(List::stream);
    }

    /**
     * An object that cannot be read, and of whose kind no form says so, keeps its last good form, unless it is another
     * object of the same name.
     */
    private Held read(ObjectNode tree, ObjectName name, Held before, int length) {
        var read = kind.read();
        var stored = form.of(kind, tree);
        if (read == null) {
            return new Held(stored, null, List.of(), 0);
        }
        var reading = ObjectReader.read(read, tree, kind.kind() + " " + name);
        WatchedObject kept = before.isOfOneUidWith(tree) ? before.object() : null;
        WatchedObject now = reading.object() == null ? null : FormerNames.noted(reading.object(), kept);
        boolean same = now == null || (kept != null && kept.equals(now));
        return new Held(stored, same ? kept : now, reading.problems(), length);
    }

    /**
     * What there is of an object that has to wait: what was read of it before, else its short form, else nothing.
     */
    private @Nullable Held withoutRoom(ObjectNode tree, Held before, int length) {
        if (before.isOfOneUidWith(tree) && before.object() != null && !isShort(before)) {
            return new Held(form.of(kind, tree), before.object(), before.problems(), before.length());
        }
        var object = ObjectReader.shortForm(kind, tree, room.why(length));
        int kept = KindRoom.shortForm(length);
        return object.isPresent() && room.takesShortForm(kept - before.length())
                ? new Held(form.of(kind, tree), object.get(), List.of(), kept)
                : null;
    }

    private static boolean isShort(Held held) {
        return switch (held.object()) {
            case UnreadableRoute it -> it.why().ground() == Unreadable.Ground.MEMORY;
            case UnreadablePolicy it -> it.why().ground() == Unreadable.Ground.MEMORY;
            case null, default -> false;
        };
    }

    private Effect effect(ObjectName name, Held before, Held now) {
        changedAsStored.add(name);
        if (now.problems().isEmpty()) {
            problems.remove(name);
        } else {
            problems.put(name, now.problems());
        }
        if (Objects.equals(before.object(), now.object())) {
            return before.problems().equals(now.problems()) ? Effect.STORED : Effect.READ;
        }
        changed.add(name);
        return Effect.READ;
    }
}
