package dev.sluice.session;

/**
 * Where a session is kept.
 *
 * @param scope fingerprint of what it is kept for: a rule, or one backend of a rule. Two rules have two pins
 * @param endpoint fingerprint of the endpoint
 * @param begun when it was pinned there, in milliseconds since 1970
 * @param seen when it was last used, as far as the token says; likewise
 */
public record Pin(long scope, long endpoint, long begun, long seen) {

    /** Pinned now. */
    public static Pin at(long scope, long endpoint, long now) {
        return new Pin(scope, endpoint, now, now);
    }

    /** The same pin, used now. */
    public Pin seenAt(long now) {
        return new Pin(scope, endpoint, begun, now);
    }
}
