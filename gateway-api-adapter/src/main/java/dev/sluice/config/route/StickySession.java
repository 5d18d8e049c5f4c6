package dev.sluice.config.route;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the requests of one client keep to one endpoint. Source: SessionPersistence, GEP-1619.
 *
 * @param carrier how a client shows its session
 * @param absoluteTimeout from the start of a session, however much it is used; above zero; null: it has no such end
 * @param idleTimeout since the last request of a session; above zero; null: it has no such end
 * @param scope what a session binds
 * @param forwarded whether the backend is sent the token too; false: it is taken out of the request
 */
public record StickySession(
        Carrier carrier,
        @Nullable Duration absoluteTimeout,
        @Nullable Duration idleTimeout,
        Scope scope,
        boolean forwarded) {

    /** What carries the token. */
    public sealed interface Carrier {

        /**
         * A cookie, which clients keep by themselves.
         *
         * @param name null: one that no other rule has
         * @param path {@code /} where nothing else is asked for
         * @param permanent whether it lives on when the browser is closed, until {@code absoluteTimeout}; false: as
         *     long as the browser runs
         */
        record Cookie(@Nullable String name, String path, boolean permanent) implements Carrier {}

        /**
         * A header of the response, which the client sends back with each request.
         *
         * @param name null: one that no other rule has
         */
        record Header(@Nullable String name) implements Carrier {}
    }

    /** What a session binds, which differs by the form in which it was asked for. */
    public enum Scope {
        /**
         * The rule: a session stays with its endpoint whatever the weights are now, also where that of its backendRef
         * became 0. v1.1 to v1.6.
         */
        RULE,
        /** The backendRef: weights choose for each request, and the session an endpoint of what they chose. v1.7. */
        BACKEND
    }
}
