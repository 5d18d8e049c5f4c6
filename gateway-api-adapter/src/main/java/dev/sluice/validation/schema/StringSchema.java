package dev.sluice.validation.schema;

import com.google.re2j.Pattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A string. Lengths count characters, not bytes.
 *
 * @param pattern found somewhere in the value; null: any
 * @param oneOf the only values; empty: any
 * @param expected what the pattern means in words
 * @param patternIsType whether what breaks the pattern is no value at all, such as of a duration
 * @param secret whether messages must not show the value
 */
public record StringSchema(
        int minLength,
        int maxLength,
        @Nullable Pattern pattern,
        List<String> oneOf,
        String expected,
        boolean patternIsType,
        boolean secret,
        List<Rule> rules)
        implements Schema {

    static final StringSchema ANY =
            new StringSchema(0, Integer.MAX_VALUE, null, List.of(), "", false, false, List.of());

    public StringSchema {
        oneOf = List.copyOf(oneOf);
        rules = List.copyOf(rules);
    }

    /** Bounds of the length, both included. */
    public StringSchema length(int min, int max) {
        return new StringSchema(min, max, pattern, oneOf, expected, patternIsType, secret, rules);
    }

    /** RE2 pattern and what it means in words. */
    public StringSchema matching(String regex, String words) {
        return new StringSchema(
                minLength, maxLength, Pattern.compile(regex), oneOf, words, patternIsType, secret, rules);
    }

    /** What breaks the pattern cannot be decoded. */
    public StringSchema asType() {
        return new StringSchema(minLength, maxLength, pattern, oneOf, expected, true, secret, rules);
    }

    /** The value never shows in a message. */
    public StringSchema hidden() {
        return new StringSchema(minLength, maxLength, pattern, oneOf, expected, patternIsType, true, rules);
    }

    /** One rule more. */
    public StringSchema rule(Rule rule) {
        return new StringSchema(
                minLength, maxLength, pattern, oneOf, expected, patternIsType, secret, Rule.join(rules, rule));
    }

    StringSchema oneOf(List<String> values) {
        return new StringSchema(minLength, maxLength, pattern, values, expected, patternIsType, secret, rules);
    }

    /** Whether the pattern is found in the text; true where there is none. */
    public boolean fits(String text) {
        return pattern == null || pattern.matcher(text).find();
    }

    @Override
    public String type() {
        return "string";
    }
}
