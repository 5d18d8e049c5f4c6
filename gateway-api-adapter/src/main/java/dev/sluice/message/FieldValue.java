package dev.sluice.message;

import java.util.ArrayList;
import java.util.List;

/** Text in a header. Source: RFC 9110, section 5.6. */
public final class FieldValue {

    private FieldValue() {}

    /**
     * The parts of a list, without the blanks around them; never empty, though a part may be. A separator within a
     * quoted string is none; a string that nothing ends goes to the end.
     */
    public static List<String> split(String value, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (quoted && c == '\\') {
                i++;
            } else if (!quoted && c == separator) {
                parts.add(value.substring(start, i).strip());
                start = i + 1;
            }
        }
        parts.add(value.substring(start).strip());
        return parts;
    }

    /** What a quoted string says; other text as it is. */
    public static String unquote(String text) {
        if (text.length() < 2 || text.charAt(0) != '"' || text.charAt(text.length() - 1) != '"') {
            return text;
        }
        StringBuilder said = new StringBuilder(text.length());
        for (int i = 1; i < text.length() - 1; i++) {
            char c = text.charAt(i);
            said.append(c == '\\' && i + 2 < text.length() ? text.charAt(++i) : c);
        }
        return said.toString();
    }

    /** The text as a quoted string where it needs to be one: where it is more than letters, digits, dots and dashes. */
    public static String quote(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        boolean needed = text.isEmpty();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            needed |= !letterOrDigit && c != '.' && c != '-';
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c);
        }
        return needed ? quoted.append('"').toString() : text;
    }
}
