package dev.sluice.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A line of a document that a reader would type, taken apart as a shell does: its commands, and the words of each. */
final class ShellWords {

    private static final Set<Character> BETWEEN_COMMANDS = Set.of('|', ';', '&');

    private final List<List<String>> commands = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private List<String> words = new ArrayList<>();
    private boolean inWord;

    private ShellWords() {}

    /** The commands of a line, in order, without redirections being told from words. */
    static List<List<String>> of(String line) {
        ShellWords parts = new ShellWords();
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : parts.inQuotes(c, quote);
            } else if (c == '\'' || c == '"') {
                quote = c;
                parts.inWord = true;
            } else if (c == '#' && !parts.inWord) {
                break;
            } else if (c == '\\' && i + 1 < line.length()) {
                parts.add(line.charAt(++i));
            } else if (BETWEEN_COMMANDS.contains(c)) {
                parts.endCommand();
            } else if (Character.isWhitespace(c)) {
                parts.endWord();
            } else {
                parts.add(c);
            }
        }
        parts.endCommand();
        return parts.commands;
    }

    private char inQuotes(char c, char quote) {
        add(c);
        return quote;
    }

    private void add(char c) {
        word.append(c);
        inWord = true;
    }

    private void endWord() {
        if (inWord) {
            words.add(word.toString());
            word.setLength(0);
            inWord = false;
        }
    }

    private void endCommand() {
        endWord();
        if (!words.isEmpty()) {
            commands.add(words);
            words = new ArrayList<>();
        }
    }
}
