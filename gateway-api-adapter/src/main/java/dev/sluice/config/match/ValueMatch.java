package dev.sluice.config.match;

/** A condition on the value of a header or query parameter. Source: HTTPHeaderMatch, HTTPQueryParamMatch. */
public sealed interface ValueMatch {

    /** The value or pattern as it is written. */
    String value();

    /** The value is this, to the letter. */
    record Exact(String value) implements ValueMatch {}

    /** The whole value matches this RE2 expression. */
    record Regex(String value) implements ValueMatch {}
}
