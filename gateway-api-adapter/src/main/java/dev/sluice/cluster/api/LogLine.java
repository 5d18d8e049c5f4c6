package dev.sluice.cluster.api;

import java.util.stream.Collectors;

/** Words of somebody else, for a line of a log. */
final class LogLine {

    /** Enough for a cause; an API server that quotes a value quotes all of it. */
    private static final int LONGEST = 500;

    private LogLine() {}

    /** The words in one line that steers no terminal, cut off where they are too many. */
    static String of(String words) {
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
