package dev.sluice.source.file;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Wakes the source when something happens where a scan has looked, and says whether everything there is reported. What
 * is not, as with network file systems, only the next scan finds out.
 */
final class Watches implements AutoCloseable {

    private static final WatchEvent.Kind<?>[] KINDS = {
        StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE, StandardWatchEventKinds.ENTRY_MODIFY
    };

    /** How a wait ended. */
    enum Wake {
        EVENT,
        TIME_OVER,
        CLOSED
    }

    private final WatchService service;
    private final ReportingFileSystems fileSystems = new ReportingFileSystems();
    private Map<Object, Watched> watched = new HashMap<>();
    private final Map<WatchKey, Watched> byKey = new HashMap<>();
    private @Nullable String unreported;

    /** A folder with the names in it that are of interest; all, if {@code names} is null. */
    private record Watched(WatchKey key, @Nullable Set<String> names) {

        boolean concerns(WatchEvent<?> event) {
            return names == null || event.context() == null || names.contains(String.valueOf(event.context()));
        }
    }

    Watches() throws IOException {
        service = FileSystems.getDefault().newWatchService();
    }

    /** Watches what a scan has found, and nothing else. */
    void follow(Scan scan) {
        unreported = null;
        var wanted = new LinkedHashMap<Path, @Nullable Set<String>>();
        scan.folders().forEach(folder -> wanted.put(folder, null));
        for (Path point : scan.points()) {
            Path folder = point.getParent();
            if (folder != null && !scan.folders().contains(folder)) {
                Set<String> names = wanted.computeIfAbsent(folder, _ -> new HashSet<>());
                names.add(String.valueOf(point.getFileName()));
            }
        }
        Map<Object, Watched> next = new HashMap<>();
        wanted.forEach((folder, names) -> watch(folder, names, next));
        watched.forEach((identity, it) -> {
            if (!next.containsKey(identity)) {
                it.key().cancel();
            }
        });
        watched = next;
        byKey.clear();
        watched.values().forEach(it -> byKey.put(it.key(), it));
    }

    /** Why not everything is reported that happens where the last scan has looked; null if everything is. */
    @Nullable
    String unreported() {
        return unreported;
    }

    /** Waits until something happens that a scan could find, or the time is over, or this is closed. */
    Wake await(Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        try {
            while (true) {
                WatchKey key = service.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                if (key == null) {
                    return Wake.TIME_OVER;
                }
                if (drain(key)) {
                    return Wake.EVENT;
                }
            }
        } catch (ClosedWatchServiceException _) {
            return Wake.CLOSED;
        }
    }

    /** Lets the time pass, and says whether something happened meanwhile; ends early only if this is closed. */
    Wake pause(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        Wake pause = Wake.TIME_OVER;
        Wake wake = await(time);
        while (wake == Wake.EVENT) {
            pause = Wake.EVENT;
            wake = await(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        }
        return wake == Wake.CLOSED ? wake : pause;
    }

    @Override
    public void close() throws IOException {
        service.close();
    }

    /** Takes everything that has been reported by now. */
    private boolean drain(WatchKey first) {
        boolean concerned = false;
        for (WatchKey key = first; key != null; key = service.poll()) {
            concerned |= concerns(key);
        }
        return concerned;
    }

    /** A folder that is gone is of interest too: its key reports nothing more. */
    private boolean concerns(WatchKey key) {
        Watched of = byKey.get(key);
        boolean concerned = key.pollEvents().stream().anyMatch(event -> of != null && of.concerns(event));
        return !key.reset() || concerned;
    }

    /**
     * Keys belong to a folder itself, not to its name: one that took the place of another needs a key of its own, and
     * one that is reached by two names has one key.
     */
    private void watch(Path folder, @Nullable Set<String> names, Map<Object, Watched> next) {
        try {
            Object identity = identity(folder);
            Watched same = next.get(identity);
            if (same != null) {
                next.put(identity, new Watched(same.key(), union(same.names(), names)));
                return;
            }
            Watched before = watched.get(identity);
            WatchKey key = before != null && before.key().isValid() ? before.key() : folder.register(service, KINDS);
            next.put(identity, new Watched(key, names));
            String type = fileSystems.unreportedType(folder);
            if (type != null) {
                unreported = folder + " is on a file system that does not report all changes (" + type + ")";
            }
        } catch (IOException | ClosedWatchServiceException e) {
            // The folder is not there, or may not be read, or the system's watches are used up.
            unreported = folder + " cannot be watched: " + (e instanceof IOException io ? BoundedFile.reason(io) : e);
        }
    }

    private static Object identity(Path folder) throws IOException {
        Object key = Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
        return key == null ? folder.toRealPath() : key;
    }

    private static @Nullable Set<String> union(@Nullable Set<String> some, @Nullable Set<String> others) {
        if (some == null || others == null) {
            return null;
        }
        var all = new HashSet<>(some);
        all.addAll(others);
        return all;
    }
}
