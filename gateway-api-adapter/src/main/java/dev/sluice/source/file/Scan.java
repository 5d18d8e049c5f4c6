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
 * What is in the folders at one moment, found cheaply: two scans that are equal found the same contents.
 *
 * @param files manifest files by path, with the configured folder that each belongs to
 * @param stamps of those and of the data files
 * @param folders that were listed
 * @param points links, and files and folders in other folders, which also decide what is found; see {@link Links}
 * @param problems configured folders that are not there, and folders that cannot be listed: what they hold is unknown
 */
record Scan(
        SortedMap<Path, Root> files,
        SortedMap<Path, Stamp> stamps,
        SortedSet<Path> folders,
        SortedSet<Path> points,
        List<Problem> problems) {

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
                return of(Files.readAttributes(file, BasicFileAttributes.class));
            } catch (IOException _) {
                return MISSING;
            }
        }

        static Stamp of(BasicFileAttributes it) {
            long modified = it.lastModifiedTime().to(TimeUnit.NANOSECONDS);
            long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
            return new Stamp(it.size(), modified, it.fileKey(), now - modified < RACY_NANOS);
        }
    }

    /**
     * Looks at every folder, and those within.
     *
     * @param roots folders, or single files
     * @param others files to take stamps of as well
     */
    static Scan of(List<Root> roots, Collection<Path> others) {
        var scan = new Scan(new TreeMap<>(), new TreeMap<>(), new TreeSet<>(), new TreeSet<>(), new ArrayList<>());
        roots.forEach(scan::root);
        others.forEach(scan::other);
        return scan;
    }

    /** Whether a file could change in the next second without a change of its stamp. */
    boolean isFresh() {
        return stamps.values().stream().anyMatch(Stamp::fresh);
    }

    /** Whether the file surely holds what it held just after an earlier scan: written long before, and not since. */
    boolean isCertainlyAsIn(Scan before, Path file) {
        Stamp stamp = stamps.get(file);
        return stamp != null && !stamp.fresh() && stamp.equals(before.stamps.get(file));
    }

    private void root(Root root) {
        Path path = root.path();
        points.addAll(Links.to(path));
        if (Files.isRegularFile(path)) {
            manifest(path, root.parent(), Stamp.of(path));
        } else if (Files.isDirectory(path)) {
            folder(root);
        } else {
            problem(root.name(path), reason(path), "create it or name another folder");
        }
    }

    private void manifest(Path file, Root root, Stamp stamp) {
        files.putIfAbsent(file, root);
        stamps.put(file, stamp);
    }

    private void other(Path file) {
        stamps.put(file, Stamp.of(file));
        if (!folders.contains(file.getParent()) || Files.isSymbolicLink(file)) {
            points.addAll(Links.to(file));
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

    private void folder(Root root) {
        var visitor = new Visitor(root);
        try {
            // Links are followed: a mounted ConfigMap is links into a hidden folder, which is replaced as a whole.
            Files.walkFileTree(root.path(), EnumSet.of(FileVisitOption.FOLLOW_LINKS), 32, visitor);
        } catch (IOException e) {
            visitor.notListed(root.path(), e);
        }
    }

    private void problem(String place, String cause, String remedy) {
        problems.add(new Problem(Problem.Severity.ERROR, place, null, null, cause, remedy));
    }

    private final class Visitor extends SimpleFileVisitor<Path> {

        private final Root root;

        Visitor(Root root) {
            this.root = root;
        }

        /** Not the same as empty: nothing that was read may go because of it. */
        private void notListed(Path folder, IOException e) {
            problem(
                    root.name(folder),
                    "cannot be listed: " + BoundedFile.reason(e),
                    "make the folder readable or remove it");
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            boolean isRoot = folder.equals(root.path());
            if (!isRoot && isHidden(folder)) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            folders.add(folder);
            if (!isRoot) {
                link(folder);
            }
            if (OtherTool.isChart(folder)) {
                problem(
                        root.name(folder),
                        "a Helm chart, whose templates are not objects yet",
                        OtherTool.renderChart(root.name(folder)));
                return FileVisitResult.SKIP_SUBTREE;
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (isHidden(file) || attributes.isDirectory()) {
                return FileVisitResult.CONTINUE;
            }
            if (isManifest(file)) {
                manifest(file, root, attributes.isSymbolicLink() ? Stamp.MISSING : Stamp.of(attributes));
                link(file);
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
            boolean isRoot = file.equals(root.path());
            if (e instanceof FileSystemLoopException
                    || (!isRoot && (isHidden(file) || e instanceof NoSuchFileException))) {
                return FileVisitResult.CONTINUE;
            }
            if (isManifest(file) && !isRoot) {
                manifest(file, root, Stamp.MISSING);
                link(file);
            } else {
                notListed(file, e);
            }
            return FileVisitResult.CONTINUE;
        }

        /** What a link leads to may be in a folder that is not listed. */
        private void link(Path path) {
            if (Files.isSymbolicLink(path)) {
                points.addAll(Links.to(path));
            }
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
