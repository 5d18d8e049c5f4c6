package dev.sluice.resource;

import java.time.Duration;

/** Reads and writes durations such as {@code 1m30s}. Source: Duration, GEP-2257. */
public final class Durations {

    private Durations() {}

    /**
     * The sum of the parts, from 0 to about 45 years.
     *
     * @param text one to four numbers of at most five digits, each with its unit: {@code h}, {@code m}, {@code s} or
     *     {@code ms}; {@code validation} has found it so
     * @throws IllegalArgumentException where it is not
     */
    public static Duration parse(String text) {
        long millis = 0;
        int at = 0;
        while (at < text.length()) {
            int unit = end(text, at, true);
            int next = end(text, unit, false);
            millis += Long.parseLong(text, at, unit, 10) * millisOf(text.substring(unit, next));
            at = next;
        }
        return Duration.ofMillis(millis);
    }

    /**
     * The duration as {@link #parse} reads it, in parts that are not 0; {@code 0s} for none.
     *
     * @param duration not negative; what is less than a millisecond is omitted
     */
    public static String text(Duration duration) {
        if (duration.toMillis() == 0) {
            return "0s";
        }
        return part(duration.toHours(), "h")
                + part(duration.toMinutesPart(), "m")
                + part(duration.toSecondsPart(), "s")
                + part(duration.toMillisPart(), "ms");
    }

    private static String part(long number, String unit) {
        return number == 0 ? "" : number + unit;
    }

    /** Where the run of digits, or of other characters, ends. */
    private static int end(String text, int from, boolean digits) {
        int at = from;
        while (at < text.length() && isDigit(text.charAt(at)) == digits) {
            at++;
        }
        return at;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static long millisOf(String unit) {
        return switch (unit) {
            case "h" -> 3_600_000;
            case "m" -> 60_000;
            case "s" -> 1_000;
            case "ms" -> 1;
            default -> throw new IllegalArgumentException("unit: %s (expected: h, m, s or ms)".formatted(unit));
        };
    }
}
