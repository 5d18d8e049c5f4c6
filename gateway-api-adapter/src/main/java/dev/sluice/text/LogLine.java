package dev.sluice.text;

import java.util.stream.Collectors;

/** Words of somebody else, such as a server's or a certificate's, for a line of a log or a message. */
public final class LogLine {

    /** Enough for a cause; who quotes a value quotes all of it. */
    private static final int LONGEST = 500;

    private LogLine() {}

    /** The words in one line that steers no terminal, cut off after 500 characters. */
    public static String of(String words) {
        var line =
                words.codePoints().limit(LONGEST).mapToObj(LogLine::printable).collect(Collectors.joining());
        return words.codePointCount(0, words.length()) > LONGEST ? line + "…" : line;
    }

    private static String printable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> " ";
            default -> Character.toString(character);
        };
    }
}
