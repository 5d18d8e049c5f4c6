package dev.sluice.filter.traffic;

import dev.sluice.filter.InvalidArgument;

/** Reads arguments that are sizes, such as {@code 10MB}. */
final class Sizes {

    private static final int MOST_DIGITS = 9;

    private Sizes() {}

    /** @throws InvalidArgument for what is no size */
    static long octets(String argument, String text) {
        for (Unit unit : Unit.values()) {
            if (text.endsWith(unit.name())) {
                String number = text.substring(0, text.length() - unit.name().length());
                if (!isNumber(number)) {
                    break;
                }
                return Long.parseLong(number) * unit.octets;
            }
        }
        throw new InvalidArgument(argument, "\"%s\" is no size; write it as 512KB, 10MB or 1GB".formatted(text));
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty()
                && text.length() <= MOST_DIGITS
                && text.chars().allMatch(letter -> letter >= '0' && letter <= '9');
    }

    /** The longest names first, for each ends in the last. */
    private enum Unit {
        GB(1L << 30),
        MB(1L << 20),
        KB(1L << 10),
        B(1);

        private final long octets;

        Unit(long octets) {
            this.octets = octets;
        }
    }
}
