package dev.sluice.source.kubernetes;

import dev.sluice.memory.HeapGuard;
import dev.sluice.memory.HeapGuard.Rank;
import dev.sluice.memory.HeapGuard.Shortage;
import dev.sluice.memory.HeapNeed;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Unreadable;
import dev.sluice.source.Problem;
import dev.sluice.source.Problem.Severity;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The room in the heap for the objects of one kind: those for which there is none wait here, by name, until they are
 * read again. Changed by the source's thread, read by any.
 */
final class KindRoom {

    /** Characters of what is kept of a route that waits, at most: who it is, its hostnames and its parents. */
    private static final int SHORT_FORM = 500;

    /** Bytes of the heap for each character of an object: its record, and what of it is kept as a tree. */
    private static final int READ = 3;

    /** The same for what is made of it. */
    private static final int BUILT = 7;

    /** A change by this part of what was read, or by so many characters where that is more, is no growth. */
    private static final int SMALL_PART = 8;

    private static final int SMALL = 128;

    private static final int KIB = 1 << 10;

    private final WatchedKind kind;
    private final Rank rank;
    private final HeapGuard heap;
    private final Map<ObjectName, Waiting> waiting = new ConcurrentHashMap<>();
    private volatile @Nullable Shortage since;

    KindRoom(WatchedKind kind, HeapGuard heap) {
        this.kind = kind;
        this.rank = Kinds.ROUTES.stream().anyMatch(route -> route.equals(kind.read())) ? Rank.ROUTE : Rank.OTHER;
        this.heap = heap;
    }

    /**
     * An object that waits.
     *
     * @param version of its newest form
     * @param growth characters by which it is longer than what is read of it
     */
    record Waiting(String version, int growth) {}

    /** Characters of an object, without its status, which we write. */
    static int length(ObjectNode object) {
        return lengthOf(object) - lengthOf(object.path("status"));
    }

    /**
     * Characters of the short form of an object, always fewer than it has: so it does not end its waiting by itself.
     */
    static int shortForm(int length) {
        return Math.min(SHORT_FORM, length / 2);
    }

    /**
     * Whether an object of this length takes the place of one that was admitted, without asking for room: a label more
     * is no growth. Compared with what was admitted, so that many small changes together are growth. The short form of
     * an object has at most half of its length, so that the object itself is always growth.
     *
     * @param admitted characters; 0: nothing of it is there
     */
    static boolean isReplacement(int length, int admitted) {
        int small = Math.max(admitted / SMALL_PART, Math.min(SMALL, admitted / 2 - 1));
        return length > admitted && length <= admitted + small;
    }

    /**
     * Whether an object is to be read. One that is not waits from now on.
     *
     * @param growth characters by which it is longer than what is read of it
     */
    boolean takes(ObjectName name, String version, int growth) {
        if (heap.admits(rank, need(growth))) {
            end(name);
            return true;
        }
        if (since == null) {
            since = heap.shortage(rank);
        }
        waiting.put(name, new Waiting(version, growth));
        return false;
    }

    /** Whether the short form of an object that waits may be kept. */
    boolean takesShortForm(int growth) {
        return heap.admits(Rank.OTHER, need(growth));
    }

    /** An object is gone, of which so many characters were read. */
    void gone(ObjectName name, int length) {
        boolean _ = heap.admits(rank, need(-length));
        end(name);
    }

    /** Those that wait. */
    Map<ObjectName, Waiting> waiting() {
        return Map.copyOf(waiting);
    }

    /** How many wait. Called by any thread. */
    int waits() {
        return waiting.size();
    }

    /** Whether an object waits in this version. */
    boolean waits(ObjectName name, String version) {
        Waiting it = waiting.get(name);
        return it != null && it.version().equals(version);
    }

    /** Whether there could be room by now. */
    boolean hasRoom(Waiting object) {
        return heap.hasRoom(rank, need(object.growth()));
    }

    /** Why an object waits. */
    Unreadable why(int growth) {
        return new Unreadable(
                Unreadable.Ground.MEMORY,
                "spec",
                "the gateway has no memory for it: it needs about %d KiB, and %s"
                        .formatted((long) (READ + BUILT) * growth / KIB + 1, words(since)),
                "it is read when there is room; raise the memory limit, or remove objects");
    }

    /** One for all objects that wait; its words stay the same while only a few more do. */
    Stream<Problem> problem() {
        if (waiting.isEmpty()) {
            return Stream.empty();
        }
        long growth = waiting.values().stream().mapToLong(Waiting::growth).sum();
        return Stream.of(new Problem(
                Severity.WARNING,
                null,
                kind.kind(),
                null,
                "the heap has no room for %d or more of them, which wait; what was read before is served; %s"
                        .formatted(Integer.highestOneBit(waiting.size()), words(since)),
                "give the heap %d MiB (it gets half of the memory limit), or remove objects"
                        .formatted(heap.heapFor(rank, need(growth)))));
    }

    private void end(ObjectName name) {
        if (waiting.remove(name) != null && waiting.isEmpty()) {
            since = null;
        }
    }

    private static HeapNeed need(long growth) {
        return new HeapNeed(READ * growth, BUILT * growth);
    }

    private static String words(@Nullable Shortage shortage) {
        return shortage == null
                ? "the heap is full"
                : "%d of the %d MiB of the heap are in use".formatted(shortage.used(), shortage.heap());
    }

    private static int lengthOf(JsonNode node) {
        if (node.isContainer()) {
            int length = 2;
            for (var member : node.properties()) {
                length += member.getKey().length() + 4 + lengthOf(member.getValue());
            }
            if (node.isArray()) {
                for (JsonNode item : node.values()) {
                    length += 1 + lengthOf(item);
                }
            }
            return length;
        }
        return node.isString() ? node.stringValue().length() + 2 : 4;
    }
}
