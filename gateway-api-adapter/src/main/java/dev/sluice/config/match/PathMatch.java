package dev.sluice.config.match;

import org.jspecify.annotations.Nullable;

/**
 * A condition on the path of a request target, without its query. Source: HTTPPathMatch, GRPCMethodMatch.
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

    /**
     * The request is a gRPC call, and its path names this service and this method. Source: GRPCMethodMatch.
     *
     * @param service full name, such as {@code shop.Cart}; null: every service
     * @param method null: every method
     */
    record Rpc(@Nullable ValueMatch service, @Nullable ValueMatch method) implements PathMatch {

        /** Every call. */
        public static final Rpc ANY = new Rpc(null, null);

        /** {@code /service/method}, with {@code *} for what is not asked for. */
        @Override
        public String value() {
            return "/" + text(service) + "/" + text(method);
        }

        private static String text(@Nullable ValueMatch part) {
            return part == null ? "*" : part.value();
        }
    }
}
