package dev.sluice.app.inspect;

import java.io.PrintWriter;

/**
 * Lines of a label and a text next to it, which continues below itself.
 *
 * @param indent blanks before the label
 * @param width of the label, in characters
 */
record Columns(PrintWriter out, int indent, int width) {

    /** Of a terminal, in characters. */
    private static final int LINE = 80;

    /** Prints one; a word that is longer than a line stays whole. */
    void print(String label, String text) {
        int column = indent + width;
        var line = new StringBuilder(" ".repeat(indent) + label);
        boolean isFirst = true;
        for (String word : text.split(" ", -1)) {
            if (isFirst) {
                line.append(gap(column - line.length(), label)).append(word);
                isFirst = false;
            } else if (line.length() + 1 + word.length() > LINE) {
                out.println(line);
                line = new StringBuilder(" ".repeat(column) + word);
            } else {
                line.append(' ').append(word);
            }
        }
        out.println(line.toString().stripTrailing());
    }

    private static String gap(int rest, String label) {
        return " ".repeat(label.isEmpty() ? rest : Math.max(1, rest));
    }
}
