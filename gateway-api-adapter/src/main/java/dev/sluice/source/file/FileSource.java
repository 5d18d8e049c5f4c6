package dev.sluice.source.file;

import dev.sluice.memory.HeapGuard;
import dev.sluice.source.Problem;
import dev.sluice.source.ResourceSource;
import dev.sluice.source.SourceSnapshot;
import dev.sluice.source.file.Watches.Wake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folders of YAML and JSON as a source. A change is taken once the files have been quiet for a moment; with any mistake
 * in any file the last good objects stay, all of them.
 *
 * <p>One daemon thread, {@code sluice-files}, reads and calls back. The other methods may be called by any thread.
 */
public final class FileSource implements ResourceSource {

    private static final Logger LOG = LoggerFactory.getLogger(FileSource.class);

    private final List<Root> roots;
    private final Timing timing;
    private final HeapGuard heap;
    private final Watches watches;
    private volatile SourceSnapshot current = SourceSnapshot.NOTHING_READ;

    // Used by start, and then only by the watching thread.
    private Scan scan = Scan.of(List.of(), List.of());
    private Generations generations = Generations.NONE;
    private FolderContent folder = FolderContent.NOTHING;
    private final HalfRenewed halfRenewed;
    private @Nullable String unreported;

    /**
     * How fast a change is taken.
     *
     * @param debounce how long files must not change before they are read
     * @param maxDebounce how long that is waited for at most; also for the other one of a certificate and its key
     * @param poll how often folders are read of which the system does not report all changes
     * @param check how often the others are read all the same
     */
    public record Timing(Duration debounce, Duration maxDebounce, Duration poll, Duration check) {

        /** 50 ms, at most 10 s; every 300 ms, and every 5 s. */
        public static final Timing USUAL = new Timing(
                Duration.ofMillis(50), Duration.ofSeconds(10), Duration.ofMillis(300), Duration.ofSeconds(5));
    }

    /**
     * Makes a source; nothing is read yet.
     *
     * @param roots folders, read with those within, or single files; names in problems begin with them
     * @param heap says for which files there is room
     * @throws UncheckedIOException if the system gives no watch service
     */
    public FileSource(List<Path> roots, Timing timing, HeapGuard heap) {
        this.roots = Root.of(roots);
        this.timing = timing;
        this.heap = heap;
        this.halfRenewed = new HalfRenewed(timing.maxDebounce());
        try {
            watches = new Watches();
        } catch (IOException e) {
            throw new UncheckedIOException("no watch service", e);
        }
    }

    @Override
    public void start(Runnable changed) {
        try {
            scan = look(folder);
            publish(folder.next(scan, heap));
        } catch (RuntimeException | Error e) {
            report(e);
        }
        Thread.ofPlatform().daemon().name("sluice-files").start(() -> watch(changed));
    }

    @Override
    public SourceSnapshot current() {
        return current;
    }

    @Override
    public void built(SourceSnapshot snapshot) {
        heap.built(snapshot.mark());
    }

    @Override
    public void close() {
        try {
            watches.close();
        } catch (IOException e) {
            throw new UncheckedIOException("watch service", e);
        }
    }

    private void watch(Runnable changed) {
        try {
            changed.run();
            // Nothing was watched when the first look began.
            Wake wake = Wake.EVENT;
            while (wake != Wake.CLOSED) {
                if (take()) {
                    changed.run();
                    wake = watches.await(interval());
                } else {
                    wake = next(wake);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * What comes after a look that found nothing. A file that we do not read and that changes all the time is a poll.
     */
    private Wake next(Wake wake) throws InterruptedException {
        Wake paused = wake == Wake.EVENT ? watches.pause(timing.poll()) : Wake.TIME_OVER;
        return paused == Wake.TIME_OVER ? watches.await(interval()) : paused;
    }

    private Duration interval() {
        boolean everythingIsReported =
                unreported == null && !scan.isFresh() && folder.problems().isEmpty();
        return halfRenewed.untilOverdue(everythingIsReported ? timing.check() : timing.poll());
    }

    /** Looks, and reads what has changed. Gives whether there is a new snapshot. */
    private boolean take() throws InterruptedException {
        try {
            Scan found = look(folder);
            boolean same = found.equals(scan) && !hasRoomAgain();
            return same ? halfRenewed.isOverdue() && publish(folder) : publish(read(found));
        } catch (RuntimeException | Error e) {
            report(e);
            return true;
        }
    }

    /** Whether files that were not read for want of room could be by now. */
    private boolean hasRoomAgain() {
        return folder.waiting() > 0 && FolderRoom.hasRoom(heap, folder.waiting());
    }

    /** Reading takes its time, and what changes meanwhile may be read by half: then all of it waits again. */
    private FolderContent read(Scan first) throws InterruptedException {
        long end = System.nanoTime() + timing.maxDebounce().toNanos();
        FolderContent content = folder;
        Scan found = first;
        do {
            scan = settled(found, content, end);
            content = content.next(scan, heap);
            found = look(content);
        } while (!found.equals(scan) && System.nanoTime() < end);
        return content;
    }

    /** What is there once nothing has changed for the quiet time. */
    private Scan settled(Scan first, FolderContent content, long end) throws InterruptedException {
        Scan found = first;
        while (System.nanoTime() < end && watches.pause(timing.debounce()) != Wake.CLOSED) {
            Scan next = look(content);
            if (next.equals(found)) {
                return next;
            }
            found = next;
        }
        return found;
    }

    private Scan look(FolderContent content) {
        Scan found = Scan.of(roots, content.dataFiles());
        watches.follow(found);
        String reason = watches.unreported();
        if (reason != null && !reason.equals(unreported)) {
            LOG.info(
                    "{}, so everything is looked at every {} ms (sluice.source.poll-interval)",
                    reason,
                    timing.poll().toMillis());
        }
        unreported = reason;
        return found;
    }

    /** A bug must not end the watching: it is reported as a problem, and the next change is read again. */
    private void report(Throwable bug) {
        Problem problem = new Problem(
                Problem.Severity.ERROR, null, null, null, "the files cannot be read: " + bug, "report this as a bug");
        current = new SourceSnapshot(
                current.state(), List.of(problem), current.complete(), current.places(), heap.mark());
    }

    /** Gives whether the snapshot is a new one. */
    private boolean publish(FolderContent next) {
        boolean same = next.files().equals(folder.files());
        folder = next;
        Set<Generations.Key> overdue = halfRenewed.overdue();
        Reading reading = ManifestReader.join(next.files().values(), generations, overdue);
        List<Problem> problems = Stream.concat(next.problems().stream(), reading.problems().stream())
                .toList();
        SourceSnapshot before = current;
        boolean refused = problems.stream().anyMatch(it -> it.severity() == Problem.Severity.ERROR);
        if (same && before.problems().equals(problems) && (refused || overdue.isEmpty())) {
            return false;
        }
        if (refused) {
            current = new SourceSnapshot(before.state(), problems, before.complete(), before.places(), heap.mark());
        } else {
            generations = reading.generations();
            halfRenewed.keep(generations.halfRenewed());
            current = new SourceSnapshot(
                    before.state().next(reading.objects()),
                    problems,
                    true,
                    new FilePlaces(next.files().values()),
                    heap.mark());
        }
        return true;
    }
}
