package dev.sluice.architecture;

import java.util.regex.Pattern;

/**
 * What a person reads in a file, with its lines where they were: comments and string literals of Java, Markdown without
 * its code, everything of other files. What is left out becomes blanks.
 */
final class Prose {

    private static final Pattern JAVADOC_CODE = Pattern.compile("\\{@(code|link|linkplain|value)\\s[^}]*}");
    private static final Pattern CODE_SPAN = Pattern.compile("`[^`\n]*`");

    private final String text;
    private final StringBuilder prose = new StringBuilder();
    private int at;

    private Prose(String text) {
        this.text = text;
    }

    static String of(String fileName, String text) {
        if (fileName.endsWith(".java")) {
            return JAVADOC_CODE.matcher(new Prose(text).commentsAndStrings()).replaceAll(" ");
        }
        return fileName.endsWith(".md") ? CODE_SPAN.matcher(withoutFences(text)).replaceAll(" ") : text;
    }

    private static String withoutFences(String markdown) {
        var kept = new StringBuilder();
        boolean fenced = false;
        for (String line : markdown.lines().toList()) {
            boolean fence = line.startsWith("```");
            kept.append(fenced || fence ? "" : line).append('\n');
            fenced ^= fence;
        }
        return kept.toString();
    }

    private String commentsAndStrings() {
        while (at < text.length()) {
            if (text.startsWith("//", at)) {
                keepTo("\n");
            } else if (text.startsWith("/*", at)) {
                keepTo("*/");
            } else if (text.startsWith("\"\"\"", at)) {
                keepTo("\"\"\"");
            } else if (text.charAt(at) == '"') {
                keepTo("\"");
            } else if (text.charAt(at) == '\'') {
                keepTo("'");
            } else {
                prose.append(text.charAt(at++) == '\n' ? '\n' : ' ');
            }
        }
        return prose.toString();
    }

    /** Keeps all from here to {@code end}, which an escape does not count as. */
    private void keepTo(String end) {
        boolean comment = text.charAt(at) == '/';
        int opening = comment ? 2 : end.length();
        int from = at;
        at += opening;
        while (at < text.length() && !text.startsWith(end, at)) {
            at += !comment && text.charAt(at) == '\\' ? 2 : 1;
        }
        at = Math.min(text.length(), at + end.length());
        prose.append(text, from, at);
    }
}
