package dev.sluice.source.file;

import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * A folder or file that is read. It is found by its absolute path and shown as the user wrote it, so that {@code shop}
 * and {@code ./shop} are one, and problems have the short names.
 *
 * @param given as the user wrote it; empty for the working directory
 * @param path absolute and normalized
 */
record Root(Path given, Path path) {

    static Root of(Path given) {
        return new Root(given.normalize(), given.toAbsolutePath().normalize());
    }

    /** One for each place, in the order given. */
    static List<Root> of(Collection<Path> given) {
        var roots = new LinkedHashMap<Path, Root>();
        given.stream().map(Root::of).forEach(root -> roots.putIfAbsent(root.path(), root));
        return List.copyOf(roots.values());
    }

    /** The folder that a file is in, for a root that is a single file. */
    Root parent() {
        Path folder = path.getParent();
        Path shown = given.getParent();
        return folder == null ? this : new Root(shown == null ? Path.of("") : shown, folder);
    }

    /** The name that is shown for a path in this root. */
    String name(Path place) {
        String name = given.resolve(path.relativize(place)).toString();
        return name.isEmpty() ? "." : name;
    }
}
