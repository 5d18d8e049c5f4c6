package dev.sluice.validation.schema;

/**
 * The way from an object to one of its values, such as {@code spec.rules[0].matches} or
 * {@code metadata.labels["example.com/team"]}.
 *
 * @param text empty for the object itself
 */
public record FieldPath(String text) {

    /** The object itself. */
    public static final FieldPath ROOT = new FieldPath("");

    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";

    /** A field or a map's entry. */
    public FieldPath field(String name) {
        if (!isPlain(name)) {
            return new FieldPath(text + "[\"" + name + "\"]");
        }
        return new FieldPath(text.isEmpty() ? name : text + "." + name);
    }

    /** An item of a list, counted from 0. */
    public FieldPath item(int index) {
        return new FieldPath(text + "[" + index + "]");
    }

    /** Where this lies; the root lies in itself. */
    public FieldPath parent() {
        if (text.endsWith("\"]")) {
            return new FieldPath(text.substring(0, text.lastIndexOf("[\"")));
        }
        int cut = Math.max(text.lastIndexOf('.'), text.lastIndexOf('['));
        return cut < 0 ? ROOT : new FieldPath(text.substring(0, cut));
    }

    @Override
    public String toString() {
        return text;
    }

    private static boolean isPlain(String name) {
        // A loop, for a path is made of each field of each object: a stream took a tenth of the time of a check.
        for (int i = 0; i < name.length(); i++) {
            if (PLAIN.indexOf(name.charAt(i)) < 0) {
                return false;
            }
        }
        return !name.isEmpty();
    }
}
