package dev.sluice.source.file;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Wakes the source early when something happens in a folder. Nothing depends on it: where the system tells nothing, as
 * with some mounts, the regular scan finds out.
 */
final class Watches implements AutoCloseable {

    private static final WatchEvent.Kind<?>[] KINDS = {
        StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE, StandardWatchEventKinds.ENTRY_MODIFY
    };

    private final WatchService service;
    private final Map<Path, WatchKey> keys = new HashMap<>();

    Watches() throws IOException {
        service = FileSystems.getDefault().newWatchService();
    }

    /** Watches these folders and no others. */
    void follow(Collection<Path> folders) {
        keys.entrySet().removeIf(entry -> {
            boolean gone =
                    !folders.contains(entry.getKey()) || !entry.getValue().isValid();
            if (gone) {
                entry.getValue().cancel();
            }
            return gone;
        });
        folders.stream().filter(folder -> !keys.containsKey(folder)).forEach(this::register);
    }

    /**
     * Waits until something happens, or the time is over, or this is closed.
     *
     * @return whether it is still open
     */
    boolean await(Duration longest) throws InterruptedException {
        try {
            WatchKey key = service.poll(longest.toNanos(), TimeUnit.NANOSECONDS);
            while (key != null) {
                key.pollEvents();
                key.reset();
                key = service.poll();
            }
            return true;
        } catch (ClosedWatchServiceException _) {
            return false;
        }
    }

    /**
     * Lets the time pass whatever happens meanwhile, unless this is closed.
     *
     * @return whether it is still open
     */
    boolean pause(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        boolean open = true;
        for (long left = time.toNanos(); open && left > 0; left = end - System.nanoTime()) {
            open = await(Duration.ofNanos(left));
        }
        return open;
    }

    @Override
    public void close() throws IOException {
        service.close();
    }

    private void register(Path folder) {
        try {
            keys.put(folder, folder.register(service, KINDS));
        } catch (IOException | ClosedWatchServiceException _) {
            // The folder has just gone, or the system's watches are used up: the regular scan goes on.
            keys.remove(folder);
        }
    }
}
