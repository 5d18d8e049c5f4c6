package dev.sluice.filter.circuit;

import dev.sluice.filter.InvalidArgument;

/**
 * Status codes of responses.
 *
 * @param from 200 to 599
 * @param to not less; it is within the range
 */
record StatusRange(int from, int to) {

    private static final int LENGTH = 3;

    /** @param written such as {@code 503} or {@code 500-599} */
    static StatusRange of(String argument, String written) {
        int dash = written.indexOf('-');
        int from = code(dash < 0 ? written : written.substring(0, dash));
        int to = dash < 0 ? from : code(written.substring(dash + 1));
        if (from < 200 || to > 599 || to < from) {
            throw new InvalidArgument(
                    argument, "\"%s\" is no status from 200 to 599; write it as 503 or 500-599".formatted(written));
        }
        return new StatusRange(from, to);
    }

    /** -1 for what is no code. */
    private static int code(String written) {
        return written.length() == LENGTH && written.chars().allMatch(c -> c >= '0' && c <= '9')
                ? Integer.parseInt(written)
                : -1;
    }

    boolean contains(int status) {
        return from <= status && status <= to;
    }
}
