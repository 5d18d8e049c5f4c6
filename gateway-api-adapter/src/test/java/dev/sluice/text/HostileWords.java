package dev.sluice.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/**
 * What a peer may write to get at the log of another: an end of the line, commands to a terminal, and very much of it.
 */
public final class HostileWords {

    /** Moves the cursor, sets the title, forges a line, and turns the direction of writing. */
    public static final String COMMANDS =
            "\u001b[2J\u001b]0;owned\u0007\r\n2026-11-30T00:00:00Z ERROR forged\u2028next\u202ereversed\u009b31m";

    /** A line quotes few words of others, each of 500 characters. */
    private static final int LONGEST = 1500;

    private HostileWords() {}

    /** The commands and so many characters. */
    public static String of(int characters) {
        return COMMANDS + "x".repeat(characters);
    }

    /** The same as a string of JSON, without its quotes. */
    public static String json(int characters) {
        var escaped = new StringBuilder();
        COMMANDS.chars().forEach(each -> escaped.append("\\u%04x".formatted(each)));
        return escaped.append("x".repeat(characters)).toString();
    }

    /** There is such a line, and each is one, short, and steers no terminal. */
    public static void assertAreHarmless(List<String> lines) {
        assertThat(lines).isNotEmpty().allSatisfy(HostileWords::assertIsHarmless);
    }

    /** The same of one. */
    public static void assertIsHarmless(String line) {
        assertThat(line.length()).as("length").isLessThan(LONGEST);
        assertThat(line.codePoints().filter(HostileWords::steers).count())
                .as("control characters in: %s", line)
                .isZero();
    }

    private static boolean steers(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
