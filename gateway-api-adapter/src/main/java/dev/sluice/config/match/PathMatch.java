package dev.sluice.config.match;

/**
 * A condition on the path of a request target, without its query. Source: HTTPPathMatch.
 *
 * <p>Paths are compared case-sensitively, as they were sent after dot segments were resolved.
 */
public sealed interface PathMatch {

    /** The path or pattern as it is written. */
    String value();

    /** The whole path is this, to the letter. */
    record Exact(String value) implements PathMatch {}

    /**
     * The path starts with these segments: {@code /abc} matches {@code /abc}, {@code /abc/} and {@code /abc/d}, not
     * {@code /abcd}. A trailing slash in {@code value} has no meaning; {@code /} matches every path.
     */
    record Prefix(String value) implements PathMatch {}

    /** The whole path matches this RE2 expression. */
    record Regex(String value) implements PathMatch {}
}
