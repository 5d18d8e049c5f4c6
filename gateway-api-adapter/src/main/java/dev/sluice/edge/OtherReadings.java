package dev.sluice.edge;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The paths as which a backend may read a path that {@link PathRule} has let in. */
final class OtherReadings {

    private static final int DECODED = 1;
    private static final int WITHOUT_PARAMETERS = 2;
    private static final int MERGED = 4;
    private static final int ALL = DECODED | WITHOUT_PARAMETERS | MERGED;

    private OtherReadings() {}

    static List<String> of(String path) {
        if (!path.contains("//") && path.indexOf('%') < 0 && path.indexOf(';') < 0) {
            return List.of();
        }
        Set<String> readings = new LinkedHashSet<>();
        for (int way = 1; way <= ALL; way++) {
            readings.add(read(path, way));
        }
        readings.remove(path);
        return List.copyOf(readings);
    }

    private static String read(String path, int way) {
        String reading = path;
        if ((way & DECODED) != 0) {
            reading = decoded(reading);
        }
        if ((way & WITHOUT_PARAMETERS) != 0) {
            reading = withoutParameters(reading);
        }
        return (way & MERGED) == 0 ? reading : merged(reading);
    }

    /** Decoded once, but only to visible ASCII: no other octet stands in a path that a route can name decoded. */
    private static String decoded(String path) {
        if (path.indexOf('%') < 0) {
            return path;
        }
        StringBuilder decoded = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c != '%') {
                decoded.append(c);
                continue;
            }
            int octet = Percent.octetAt(path, i);
            if (octet > ' ' && octet < 0x7f && octet != '%') {
                decoded.append((char) octet);
            } else {
                decoded.append(path.substring(i, i + 3).toUpperCase(Locale.ROOT));
            }
            i += 2;
        }
        return decoded.toString();
    }

    private static String withoutParameters(String path) {
        StringBuilder rest = new StringBuilder(path.length());
        boolean parameter = false;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            parameter = c == ';' || (parameter && c != '/');
            if (!parameter) {
                rest.append(c);
            }
        }
        return rest.toString();
    }

    private static String merged(String path) {
        StringBuilder rest = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c != '/' || i == 0 || path.charAt(i - 1) != '/') {
                rest.append(c);
            }
        }
        return rest.toString();
    }
}
