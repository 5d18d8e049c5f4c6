package dev.sluice.edge;

/**
 * Which paths are let in. What is clear to one reader and something else to another is not; what all readers keep as it
 * is passes, be it in RFC 3986 or not.
 */
final class PathRule {

    private PathRule() {}

    /**
     * Judges a path of visible ASCII.
     *
     * @return false where a percent sign leads no two hexadecimal digits, for {@code %00}, a backslash in any spelling,
     *     and for a dot segment that only some readers see: in percent-encoding, before path parameters as in
     *     {@code ..;/}, or beside an encoded slash
     */
    static boolean letsIn(String path) {
        boolean dots = false;
        boolean disguise = false;
        for (int i = 0; i < path.length(); i++) {
            switch (path.charAt(i)) {
                case '\\' -> {
                    return false;
                }
                case '%' -> {
                    int octet = Percent.octetAt(path, i);
                    if (octet <= 0 || octet == '\\') {
                        return false;
                    }
                    dots |= octet == '.';
                    disguise |= octet == '.' || octet == '/' || octet == ';';
                }
                case '.' -> dots = true;
                case ';' -> disguise = true;
                default -> {}
            }
        }
        return !(dots && disguise) || !hidesDotSegment(path);
    }

    /** A segment is what lies between two slashes, encoded or not. */
    private static boolean hidesDotSegment(String path) {
        int start = 1;
        boolean plain = true;
        for (int i = 1; i <= path.length(); i++) {
            boolean encoded = i < path.length() && path.charAt(i) == '%' && Percent.octetAt(path, i) == '/';
            if (i < path.length() && path.charAt(i) != '/' && !encoded) {
                continue;
            }
            String segment = path.substring(start, i);
            boolean seenByAll = plain && !encoded && (segment.equals(".") || segment.equals(".."));
            if (!seenByAll && isDots(segment)) {
                return true;
            }
            plain = !encoded;
            i += encoded ? 2 : 0;
            start = i + 1;
        }
        return false;
    }

    /** Whether some reader takes the segment for one or two dots: decoded, and up to its parameters. */
    private static boolean isDots(String segment) {
        int dots = 0;
        for (int i = 0; i < segment.length(); i++) {
            int octet = segment.charAt(i);
            if (octet == '%') {
                octet = Percent.octetAt(segment, i);
                i += 2;
            }
            if (octet == ';') {
                break;
            }
            if (octet != '.') {
                return false;
            }
            dots++;
        }
        return dots == 1 || dots == 2;
    }
}
