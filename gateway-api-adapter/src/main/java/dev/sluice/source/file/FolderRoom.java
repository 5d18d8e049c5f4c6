package dev.sluice.source.file;

import dev.sluice.memory.HeapGuard;
import dev.sluice.memory.HeapGuard.Rank;
import dev.sluice.memory.HeapGuard.Shortage;
import dev.sluice.memory.HeapNeed;
import dev.sluice.source.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The room in the heap for the files of one reading. A file for which there is none is not read. Used by one thread.
 */
final class FolderRoom {

    /** Bytes of the heap for each character of a file: its text, its objects as trees, their records. */
    private static final int READ = 20;

    /** The same for what is made of it. */
    private static final int BUILT = 20;

    private static final int KIB = 1 << 10;

    private final HeapGuard heap;
    private final List<String> files = new ArrayList<>();
    private long waiting;

    FolderRoom(HeapGuard heap) {
        this.heap = heap;
    }

    /**
     * Whether a file is to be read.
     *
     * @param before what it held when it was read last; null: it was not
     */
    boolean takes(Path path, Root root, @Nullable FileContent before) {
        long size = Math.max(0, Scan.Stamp.of(path).size());
        boolean taken = heap.admits(
                Rank.ROUTE,
                need(before == null ? size : size - before.file().text().length()));
        if (!taken) {
            if (before != null) {
                gone(before.file());
            }
            waiting += size;
            files.add(root.name(path));
        }
        return taken;
    }

    /** A file is gone that was read. */
    void gone(ManifestFile file) {
        boolean _ = heap.admits(Rank.ROUTE, need(-file.text().length()));
    }

    /** One for all files that are not read. */
    List<Problem> problems() {
        return files.isEmpty() ? List.of() : List.of(problem(heap.shortage(Rank.ROUTE)));
    }

    /** Characters of the files that are not read. */
    long waiting() {
        return waiting;
    }

    /** Whether there could be room for so many characters by now. */
    static boolean hasRoom(HeapGuard heap, long characters) {
        return heap.hasRoom(Rank.ROUTE, need(characters));
    }

    private Problem problem(@Nullable Shortage shortage) {
        String inUse = shortage == null
                ? ""
                : ", of which %d of %d MiB are in use".formatted(shortage.used(), shortage.heap());
        return new Problem(
                Problem.Severity.ERROR,
                files.getFirst(),
                null,
                null,
                "%s not read: the heap%s, has no room for %d KiB more"
                        .formatted(
                                files.size() == 1
                                        ? "this file is"
                                        : "this file and %d more are".formatted(files.size() - 1),
                                inUse,
                                waiting / KIB + 1),
                "give the heap %d MiB (it gets half of the memory), or remove objects"
                        .formatted(heap.heapFor(Rank.ROUTE, need(waiting))));
    }

    private static HeapNeed need(long characters) {
        return new HeapNeed(READ * characters, BUILT * characters);
    }
}
