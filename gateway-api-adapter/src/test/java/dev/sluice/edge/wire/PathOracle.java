package dev.sluice.edge.wire;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;

/** All the paths that backends of one kind or another would resolve a path to. */
final class PathOracle {

    private PathOracle() {}

    /**
     * Strict; merging slashes; decoding once, before or after dots are resolved; cutting parameters off; all of these.
     */
    static Set<String> resolve(String path) {
        Set<String> resolved = new LinkedHashSet<>();
        for (int way = 0; way < 32; way++) {
            String read = path;
            read = (way & 1) != 0 ? dots(read) : read;
            read = (way & 2) != 0 ? decode(read) : read;
            read = (way & 4) != 0 ? parameters(read) : read;
            read = (way & 8) != 0 ? read.replace('\\', '/') : read;
            read = (way & 16) != 0 ? read.replaceAll("/{2,}", "/") : read;
            resolved.add(dots(read));
        }
        return resolved;
    }

    private static String decode(String path) {
        StringBuilder decoded = new StringBuilder();
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) == '%') {
                decoded.append((char) Integer.parseInt(path.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                decoded.append(path.charAt(i));
            }
        }
        return decoded.toString();
    }

    private static String parameters(String path) {
        return path.replaceAll(";[^/]*", "");
    }

    /** RFC 3986, section 5.2.4. */
    private static String dots(String path) {
        Deque<String> kept = new ArrayDeque<>();
        String[] segments = path.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            boolean dots = segments[i].equals(".") || segments[i].equals("..");
            if (segments[i].equals("..")) {
                kept.pollLast();
            } else if (!dots) {
                kept.addLast(segments[i]);
            }
            if (dots && i == segments.length - 1) {
                kept.addLast("");
            }
        }
        return "/" + String.join("/", kept);
    }
}
