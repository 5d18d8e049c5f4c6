package dev.sluice.resource;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How requests of one client keep to one endpoint, in each form that Gateway API has had for it. Source:
 * SessionPersistence, GEP-1619.
 *
 * @param form says what a session binds, which is not written anywhere
 * @param type {@code Cookie} or {@code Header}
 * @param name of the cookie or header; null: none given
 * @param path of the cookie; null: none given, as ever before v1.7
 * @param permanent whether the cookie lives on when the browser is closed
 * @param absoluteTimeout null: none given
 * @param idleTimeout null: none given, as ever since v1.6
 */
public record SessionPersistence(
        Form form,
        String type,
        @Nullable String name,
        @Nullable String path,
        boolean permanent,
        @Nullable Duration absoluteTimeout,
        @Nullable Duration idleTimeout) {

    /** The versions whose fields are used. */
    public enum Form {
        /** v1.1 to v1.6: {@code sessionName}, {@code idleTimeout}, {@code cookieConfig}, or none of these. */
        V1_1,
        /** Since v1.7: {@code cookie} or {@code header}. */
        V1_7,
        /** Fields of both, which no version has together. */
        MIXED
    }
}
