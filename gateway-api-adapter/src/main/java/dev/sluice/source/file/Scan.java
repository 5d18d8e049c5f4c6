package dev.sluice.source.file;

import dev.sluice.source.Problem;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What lies in the folders at one moment, told cheaply: two scans that are equal found the same contents.
 *
 * @param files manifest files by path, with the configured folder or file that each belongs to
 * @param stamps of those and of the data files
 * @param problems configured folders that are not there, and folders that cannot be listed: what they hold is unknown
 */
record Scan(
        SortedMap<Path, Path> files, SortedMap<Path, Stamp> stamps, SortedSet<Path> folders, List<Problem> problems) {

    private static final long RACY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /**
     * What changes when a file changes.
     *
     * @param fresh whether the file was written so lately that a further write could leave the other members as they
     *     are; it turns false by itself, and the file is then looked at once more
     */
    record Stamp(long size, long modified, @Nullable Object inode, boolean fresh) {

        static final Stamp MISSING = new Stamp(-1, 0, null, false);

        static Stamp of(Path file) {
            try {
                BasicFileAttributes it = Files.readAttributes(file, BasicFileAttributes.class);
                long modified = it.lastModifiedTime().to(TimeUnit.NANOSECONDS);
                long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
                return new Stamp(it.size(), modified, it.fileKey(), now - modified < RACY_NANOS);
            } catch (IOException _) {
                return MISSING;
            }
        }
    }

    /**
     * Looks at every folder, and those within.
     *
     * @param roots folders, or single files
     * @param others files to take stamps of as well
     */
    static Scan of(List<Path> roots, Collection<Path> others) {
        var scan = new Scan(new TreeMap<>(), new TreeMap<>(), new TreeSet<>(), new ArrayList<>());
        roots.forEach(scan::root);
        scan.files.keySet().forEach(file -> scan.stamps.put(file, Stamp.of(file)));
        others.forEach(file -> scan.stamps.put(file, Stamp.of(file)));
        return scan;
    }

    /** Whether the file surely holds what it held just after an earlier scan: written long before, and not since. */
    boolean isCertainlyAsIn(Scan before, Path file) {
        Stamp stamp = stamps.get(file);
        return stamp != null && !stamp.fresh() && stamp.equals(before.stamps.get(file));
    }

    private void root(Path root) {
        if (Files.isRegularFile(root)) {
            files.putIfAbsent(root, root.toAbsolutePath().getParent());
        } else if (Files.isDirectory(root)) {
            folder(root);
        } else {
            problem(root, reason(root), "create it or name another folder");
        }
    }

    private static String reason(Path root) {
        try {
            BasicFileAttributes _ = Files.readAttributes(root, BasicFileAttributes.class);
            return "it is neither a folder nor a regular file";
        } catch (NoSuchFileException _) {
            return "there is no such folder or file";
        } catch (IOException e) {
            return "cannot be reached: " + BoundedFile.reason(e);
        }
    }

    private void folder(Path root) {
        try {
            // Links are followed: a mounted ConfigMap is links into a hidden folder, which is replaced as a whole.
            Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), 32, new Visitor(root));
        } catch (IOException e) {
            notListed(root, e);
        }
    }

    /** Not the same as empty: nothing of the picture may go because of it. */
    private void notListed(Path folder, IOException e) {
        problem(folder, "cannot be listed: " + BoundedFile.reason(e), "make the folder readable or remove it");
    }

    private void problem(Path place, String cause, String remedy) {
        problems.add(new Problem(Problem.Severity.ERROR, place.toString(), null, null, cause, remedy));
    }

    private final class Visitor extends SimpleFileVisitor<Path> {

        private final Path root;

        Visitor(Path root) {
            this.root = root;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            if (!folder.equals(root) && isHidden(folder)) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            folders.add(folder);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (isHidden(file) || attributes.isDirectory()) {
                return FileVisitResult.CONTINUE;
            }
            if (isManifest(file)) {
                files.putIfAbsent(file, root);
            } else if (attributes.isSymbolicLink()) {
                followed(file);
            }
            return FileVisitResult.CONTINUE;
        }

        /**
         * Of a link in a circle everything is listed already, and what went while we looked is gone. Of the rest we
         * cannot know what it holds: a folder that cannot be opened is no empty one.
         */
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            boolean isRoot = file.equals(root);
            if (e instanceof FileSystemLoopException
                    || (!isRoot && (isHidden(file) || e instanceof NoSuchFileException))) {
                return FileVisitResult.CONTINUE;
            }
            if (isManifest(file) && !isRoot) {
                files.putIfAbsent(file, root);
            } else {
                notListed(file, e);
            }
            return FileVisitResult.CONTINUE;
        }

        /** The walk takes a link that cannot be followed for a file; it may lead to a folder. */
        private void followed(Path link) {
            try {
                BasicFileAttributes _ = Files.readAttributes(link, BasicFileAttributes.class);
            } catch (IOException e) {
                visitFileFailed(link, e);
            }
        }

        private static boolean isHidden(Path path) {
            return name(path).startsWith(".");
        }

        private static boolean isManifest(Path file) {
            String name = name(file).toLowerCase(Locale.ROOT);
            return name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json");
        }

        private static String name(Path path) {
            Path last = path.getFileName();
            return last == null ? "" : last.toString();
        }
    }
}
