package dev.sluice.hop;

/**
 * The port that a client used: of its Host header, where that names one. A Listener on port 80 may be reached through
 * another, such as 8080 on a laptop or a forwarded port of a cluster.
 */
public final class AskedPort {

    private static final int HIGHEST = 65535;
    private static final int MOST_DIGITS = 5;

    private AskedPort() {}

    /**
     * The port within an authority.
     *
     * @param authority Host header or {@code :authority}; empty where there was none
     * @param otherwise where it names no port, or none that there is
     */
    public static int of(String authority, int otherwise) {
        int colon = authority.lastIndexOf(':');
        if (colon < 0 || colon < authority.lastIndexOf(']')) {
            return otherwise;
        }
        int port = number(authority, colon + 1);
        return port >= 1 && port <= HIGHEST ? port : otherwise;
    }

    /** 0 where it is none. Called for each request: without an exception for what is no number. */
    private static int number(String text, int begin) {
        if (text.length() - begin > MOST_DIGITS) {
            return 0;
        }
        int number = 0;
        for (int i = begin; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
