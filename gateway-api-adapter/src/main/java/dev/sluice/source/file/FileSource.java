package dev.sluice.source.file;

import dev.sluice.source.Problem;
import dev.sluice.source.ResourceSource;
import dev.sluice.source.SourceSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Folders of YAML and JSON as a source. A change is taken once the files have been quiet for a moment; with any mistake
 * in any file the last good objects stay, all of them.
 *
 * <p>One daemon thread, {@code sluice-files}, reads and calls back. The other methods may be called by any thread.
 */
public final class FileSource implements ResourceSource {

    private final List<Path> roots;
    private final Timing timing;
    private final Watches watches;
    private volatile SourceSnapshot current = SourceSnapshot.NOTHING_READ;

    // Touched by start, and then by the watching thread alone.
    private Scan scan = Scan.of(List.of(), List.of());
    private Generations generations = Generations.NONE;
    private FolderContent folder = FolderContent.NOTHING;

    /**
     * How fast a change is taken.
     *
     * @param quiet how long files must not change before they are read
     * @param longest how long is waited for that at most
     * @param poll how often is looked where the system tells nothing
     */
    public record Timing(Duration quiet, Duration longest, Duration poll) {

        /** 50 ms, at most 500 ms; every 300 ms. */
        public static final Timing USUAL =
                new Timing(Duration.ofMillis(50), Duration.ofMillis(500), Duration.ofMillis(300));
    }

    /**
     * Makes a source; nothing is read yet.
     *
     * @param roots folders, read with those within, or single files; names in problems begin with them
     * @throws UncheckedIOException if the system gives no watch service
     */
    public FileSource(List<Path> roots, Timing timing) {
        this.roots = List.copyOf(roots);
        this.timing = timing;
        try {
            watches = new Watches();
        } catch (IOException e) {
            throw new UncheckedIOException("no watch service", e);
        }
    }

    @Override
    public void start(Runnable changed) {
        readOrTell(Scan.of(roots, List.of()));
        Thread.ofPlatform().daemon().name("sluice-files").start(() -> watch(changed));
    }

    @Override
    public SourceSnapshot current() {
        return current;
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
            while (watches.await(timing.poll())) {
                Scan found = settled();
                if (!found.equals(scan) && readOrTell(found)) {
                    changed.run();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** What lies there once nothing has changed for the quiet time. */
    private Scan settled() throws InterruptedException {
        Scan found = look();
        long end = System.nanoTime() + timing.longest().toNanos();
        while (!found.equals(scan) && System.nanoTime() < end && watches.pause(timing.quiet())) {
            Scan next = look();
            if (next.equals(found)) {
                return next;
            }
            found = next;
        }
        return found;
    }

    private Scan look() {
        return Scan.of(roots, folder.dataFiles());
    }

    /** A bug must not end the watching: it is told as a problem, and the next change is read again. */
    private boolean readOrTell(Scan found) {
        try {
            return read(found);
        } catch (RuntimeException | Error e) {
            Problem bug = new Problem(
                    Problem.Severity.ERROR, null, null, null, "the files cannot be read: " + e, "report this as a bug");
            current = new SourceSnapshot(current.state(), List.of(bug), current.complete());
            return true;
        }
    }

    /** Whether the picture has become another. */
    private boolean read(Scan found) {
        scan = found;
        watches.follow(found.folders());
        FolderContent next = folder.next(found);
        boolean same = next.files().equals(folder.files());
        folder = next;
        Reading reading = ManifestReader.join(next.files().values(), generations);
        List<Problem> problems = Stream.concat(next.problems().stream(), reading.problems().stream())
                .toList();
        SourceSnapshot before = current;
        if (same && before.problems().equals(problems)) {
            return false;
        }
        if (problems.stream().noneMatch(it -> it.severity() == Problem.Severity.ERROR)) {
            generations = reading.generations();
            current = new SourceSnapshot(before.state().next(reading.objects()), problems, true);
        } else {
            current = new SourceSnapshot(before.state(), problems, before.complete());
        }
        return true;
    }
}
