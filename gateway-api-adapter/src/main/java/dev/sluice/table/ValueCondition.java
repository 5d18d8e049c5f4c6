package dev.sluice.table;

import com.google.re2j.Pattern;
import dev.sluice.config.match.ValueMatch;

/** A condition on the value of a header or query parameter, ready to be tried. */
sealed interface ValueCondition {

    boolean accepts(String actual);

    /** The value is this, to the letter. */
    record Same(String value) implements ValueCondition {

        @Override
        public boolean accepts(String actual) {
            return value.equals(actual);
        }

        @Override
        public String toString() {
            return value;
        }
    }

    /** The whole value matches an expression. */
    record Matching(Pattern pattern) implements ValueCondition {

        @Override
        public boolean accepts(String actual) {
            return pattern.matches(actual);
        }

        @Override
        public String toString() {
            return "match of " + pattern.pattern();
        }
    }

    static ValueCondition of(ValueMatch match) {
        return switch (match) {
            case ValueMatch.Exact(String value) -> new Same(value);
            case ValueMatch.Regex(String expression) -> new Matching(Pattern.compile(expression));
        };
    }
}
