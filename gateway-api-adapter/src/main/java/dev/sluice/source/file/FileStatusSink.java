package dev.sluice.source.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.resource.StatusDocument;
import dev.sluice.source.StatusSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Writes the status of each object into a file of its own, in a folder apart from the user's. A file is replaced as a
 * whole; one that would not change is left alone; that of an object that is gone is deleted. Files that we did not
 * write are not touched.
 */
public final class FileStatusSink implements StatusSink {

    private static final String SAFE = "abcdefghijklmnopqrstuvwxyz0123456789-.";

    private static final int LONGEST_NAME = 230;

    private final Path folder;
    private final InstantSource clock;
    private final Map<Path, Written> written = new HashMap<>();

    /** What a file was written from, and how it looked just after. */
    private record Written(StatusDocument document, Scan.Stamp stamp) {}

    /**
     * Makes a sink; the folder is created by the first write.
     *
     * @param sources the user's folders and files
     * @throws IllegalArgumentException if the folder lies within one of them: status would then be read as a change
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
    }

    /**
     * {@inheritDoc}
     *
     * @throws UncheckedIOException if the folder cannot be written
     */
    @Override
    public void write(List<StatusDocument> documents) {
        try {
            Files.createDirectories(folder);
            var files = new HashSet<Path>();
            for (StatusDocument document : documents) {
                Path file = folder.resolve(fileName(document));
                files.add(file);
                writeUnlessWritten(document, file);
            }
            written.keySet().retainAll(files);
            deleteOthers(files);
        } catch (IOException e) {
            throw new UncheckedIOException("status folder " + folder, e);
        }
    }

    private void writeUnlessWritten(StatusDocument document, Path file) throws IOException {
        Written last = written.get(file);
        if (last == null || !last.document().equals(document) || !last.stamp().equals(Scan.Stamp.of(file))) {
            write(document, file);
            written.put(file, new Written(document, Scan.Stamp.of(file)));
        }
    }

    private void write(StatusDocument document, Path file) throws IOException {
        String before = Files.exists(file) ? Files.readString(file, UTF_8) : "";
        String text = StatusText.of(document, before, clock.instant());
        if (!text.equals(before)) {
            Path part = file.resolveSibling(file.getFileName() + ".part");
            Files.writeString(part, text, UTF_8);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void deleteOthers(Set<Path> ours) throws IOException {
        List<Path> others;
        try (Stream<Path> files = Files.list(folder)) {
            others = files.filter(it -> !ours.contains(it))
                    .filter(it -> it.toString().endsWith(".yaml") && Files.isRegularFile(it))
                    .toList();
        }
        for (Path file : others) {
            if (Files.readString(file, UTF_8).startsWith(StatusText.HEADER)) {
                Files.delete(file);
            }
        }
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
        return (name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 33) + "_" + digest(name))
                + ".yaml";
    }

    private static String digest(String name) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(name.getBytes(UTF_8));
            return HexFormat.of().formatHex(sum, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
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
