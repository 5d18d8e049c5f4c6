package dev.sluice.source.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.resource.StatusDocument;
import dev.sluice.source.StatusSink;
import dev.sluice.text.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the status of each object into a file of its own, in a folder apart from the user's. A file is replaced as a
 * whole, and only when its status has changed; that of an object that is gone is deleted. Files that we did not write
 * are not touched.
 *
 * <p>One daemon thread, {@code sluice-status-files}, writes, so that a slow disk delays nothing else. What cannot be
 * written is tried again every second until it can.
 */
public final class FileStatusSink implements StatusSink, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FileStatusSink.class);
    private static final String SAFE = "abcdefghijklmnopqrstuvwxyz0123456789-.";
    private static final int LONGEST_NAME = 230;
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(1);

    private final Path folder;
    private final InstantSource clock;
    private final Semaphore changed = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "sluice-status-files");
    private volatile @Nullable List<StatusDocument> wanted;
    private volatile boolean closed;

    // Used only by the thread.
    private final Map<Path, StatusDocument> written = new HashMap<>();
    private @Nullable String failure;

    /**
     * Makes a sink; the folder is created by the first write.
     *
     * @param sources the user's folders and files
     * @throws IllegalArgumentException if the folder is inside one of them: status would then be read as a change
     */
    public FileStatusSink(Path folder, List<Path> sources, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
        Path place = folder.toAbsolutePath().normalize();
        for (Path source : sources) {
            if (place.startsWith(source.toAbsolutePath().normalize())) {
                throw new IllegalArgumentException("the status folder " + folder + " lies within " + source
                        + ", which is read: choose a folder outside");
            }
        }
        thread.setDaemon(true);
        thread.start();
    }

    /** {@inheritDoc} Returns at once; what is not written yet when the next list comes is not written any more. */
    @Override
    public void write(List<StatusDocument> documents) {
        wanted = List.copyOf(documents);
        changed.release();
    }

    /** Writes what has been asked for, as far as that is possible, and stops. */
    @Override
    public void close() {
        closed = true;
        changed.release();
        try {
            thread.join(BETWEEN_ATTEMPTS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            boolean whole = true;
            boolean last = false;
            while (!last) {
                if (whole) {
                    changed.acquire();
                } else {
                    // Whether another list came or the time is over, there is something to write.
                    boolean _ = changed.tryAcquire(BETWEEN_ATTEMPTS.toMillis(), TimeUnit.MILLISECONDS);
                }
                changed.drainPermits();
                last = closed;
                List<StatusDocument> documents = wanted;
                whole = documents == null || attempt(documents);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes what differs from what is written. Gives whether all of it is written now. */
    private boolean attempt(List<StatusDocument> documents) {
        String reason = null;
        try {
            Set<Path> others = leftovers();
            for (StatusDocument document : documents) {
                Path file = folder.resolve(fileName(document));
                others.remove(file);
                if (!document.equals(written.get(file))) {
                    reason = firstOf(reason, replace(file, document));
                }
            }
            for (Path file : others) {
                reason = firstOf(reason, remove(file));
            }
        } catch (IOException e) {
            reason = BoundedFile.reason(e);
        }
        report(reason);
        return reason == null;
    }

    private static @Nullable String firstOf(@Nullable String reason, @Nullable String other) {
        return reason == null ? other : reason;
    }

    /** Files that may have to go: those written before, with those of earlier runs where the folder is new to us. */
    private Set<Path> leftovers() throws IOException {
        if (written.isEmpty() || !Files.isDirectory(folder)) {
            written.clear();
            Files.createDirectories(folder);
            try (Stream<Path> files = Files.list(folder)) {
                return files.filter(it -> it.toString().endsWith(".yaml") && Files.isRegularFile(it))
                        .collect(Collectors.toCollection(HashSet::new));
            }
        }
        return new HashSet<>(written.keySet());
    }

    /** Gives why that cannot be done; null: it is done. */
    private @Nullable String replace(Path file, StatusDocument document) {
        try {
            String before = Files.exists(file) ? Files.readString(file, UTF_8) : "";
            String text = StatusText.of(document, before, clock.instant());
            if (!text.equals(before)) {
                Path part = file.resolveSibling(file.getFileName() + ".part");
                Files.writeString(part, text, UTF_8);
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            written.put(file, document);
            return null;
        } catch (IOException e) {
            written.remove(file);
            return file.getFileName() + ": " + BoundedFile.reason(e);
        }
    }

    /** Gives why that cannot be done; null: it is done, or the file is not ours. */
    private @Nullable String remove(Path file) {
        try {
            if (Files.exists(file) && Files.readString(file, UTF_8).startsWith(StatusText.HEADER)) {
                Files.delete(file);
            }
            written.remove(file);
            return null;
        } catch (IOException e) {
            return file.getFileName() + ": " + BoundedFile.reason(e);
        }
    }

    /** Once when it begins, and once when it is over. */
    private void report(@Nullable String reason) {
        if (reason != null && !reason.equals(failure)) {
            LOG.warn(
                    "status folder {} cannot be written, and is tried again every {} s: {}",
                    folder,
                    BETWEEN_ATTEMPTS.toSeconds(),
                    reason);
        } else if (reason == null && failure != null) {
            LOG.info("status folder {} is written again", folder);
        }
        failure = reason;
    }

    /**
     * {@code httproute_shop_cart.yaml}; other characters than those of Kubernetes' names become {@code %XX}. What is
     * too long for a file's name ends in a digest of the whole.
     */
    private static String fileName(StatusDocument document) {
        String kind = document.kind().toLowerCase(Locale.ROOT);
        String namespace = document.name().namespace();
        String name = safe(kind) + (namespace.isEmpty() ? "" : "_" + safe(namespace)) + "_"
                + safe(document.name().name());
        return (name.length() <= LONGEST_NAME
                        ? name
                        : name.substring(0, LONGEST_NAME - 33) + "_"
                                + Sha256.hex(name).substring(0, 32))
                + ".yaml";
    }

    private static String safe(String text) {
        var safe = new StringBuilder();
        for (byte b : text.getBytes(UTF_8)) {
            if (SAFE.indexOf(b) >= 0) {
                safe.append((char) b);
            } else {
                safe.append(String.format(Locale.ROOT, "%%%02X", b));
            }
        }
        return safe.toString();
    }
}
