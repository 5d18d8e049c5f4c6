package dev.sluice.source.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;

/** The symbolic links on the way to a file, which change what is there when they are switched. */
final class Links {

    /** As Linux does: more are a circle. */
    private static final int MOST = 40;

    private final Set<Path> met = new LinkedHashSet<>();
    private final Deque<Path> rest = new ArrayDeque<>();
    private int followed;

    private Links() {}

    /**
     * What must be watched by its name in its folder, so that no change of what is at {@code path} is missed.
     *
     * @param path absolute
     * @return every link that is followed, then the place at the end, or the first name on the way that is not there;
     *     the folders of all are real
     */
    static Set<Path> to(Path path) {
        var links = new Links();
        Path at = links.walk(path, path.getRoot());
        links.met.add(at);
        return links.met;
    }

    private Path walk(Path path, Path root) {
        Path at = root;
        push(path);
        while (!rest.isEmpty()) {
            at = step(at, rest.pop());
        }
        return at;
    }

    private void push(Path names) {
        for (int i = names.getNameCount() - 1; i >= 0; i--) {
            rest.push(names.getName(i));
        }
    }

    private Path step(Path at, Path name) {
        Path next = at.resolve(name).normalize();
        try {
            if (!isLink(next) || followed++ == MOST) {
                return next;
            }
            met.add(next);
            Path target = Files.readSymbolicLink(next);
            push(target);
            return target.isAbsolute() ? target.getRoot() : at;
        } catch (IOException _) {
            // It is not there or may not be looked at; its folder reports when that changes.
            rest.clear();
            return next;
        }
    }

    private static boolean isLink(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isSymbolicLink();
    }
}
