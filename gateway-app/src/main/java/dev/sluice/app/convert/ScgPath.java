package dev.sluice.app.convert;

import static dev.sluice.app.convert.Conversion.map;

import java.util.Map;
import java.util.Optional;

/**
 * A pattern of predicate Path in Gateway API's words. Source: PathPattern of Spring.
 *
 * @param type of an HTTPRoute's path match
 */
record ScgPath(Type type, String value) {

    private static final String REST = "/**";
    private static final String SPECIAL = "\\.+()|^$[]{}*?";

    /** As the specification names them. */
    enum Type {
        EXACT("Exact"),
        PREFIX("PathPrefix"),
        EXPRESSION("RegularExpression");

        private final String word;

        Type(String word) {
            this.word = word;
        }
    }

    /** What matches every request. */
    static final ScgPath ALL = new ScgPath(Type.PREFIX, "/");

    /** Empty for a pattern with an expression of Java, {@code {name:regex}}. */
    static Optional<ScgPath> of(String pattern) {
        if (pattern.endsWith(REST) && isLiteral(pattern.substring(0, pattern.length() - REST.length()))) {
            String prefix = pattern.substring(0, pattern.length() - REST.length());
            return Optional.of(new ScgPath(Type.PREFIX, prefix.isEmpty() ? "/" : prefix));
        }
        return isLiteral(pattern) ? Optional.of(new ScgPath(Type.EXACT, pattern)) : expression(pattern);
    }

    private static boolean isLiteral(String text) {
        return text.indexOf('*') < 0 && text.indexOf('?') < 0 && text.indexOf('{') < 0;
    }

    private static Optional<ScgPath> expression(String pattern) {
        var expression = new StringBuilder();
        for (String segment : pattern.substring(1).split("/", -1)) {
            if (segment.equals("**") || segment.startsWith("{*")) {
                expression.append("(/.*)?");
            } else if (segment.startsWith("{") && segment.endsWith("}")) {
                if (segment.indexOf(':') >= 0) {
                    return Optional.empty();
                }
                expression.append("/[^/]+");
            } else if (segment.indexOf('{') >= 0) {
                return Optional.empty();
            } else {
                expression.append('/').append(wildcards(segment));
            }
        }
        return Optional.of(new ScgPath(Type.EXPRESSION, expression.toString()));
    }

    private static String wildcards(String segment) {
        var expression = new StringBuilder();
        for (int i = 0; i < segment.length(); i++) {
            char character = segment.charAt(i);
            switch (character) {
                case '*' -> expression.append("[^/]*");
                case '?' -> expression.append("[^/]");
                default ->
                    expression
                            .append(SPECIAL.indexOf(character) < 0 ? "" : "\\")
                            .append(character);
            }
        }
        return expression.toString();
    }

    Map<String, Object> match() {
        return map("type", type.word, "value", value);
    }
}
