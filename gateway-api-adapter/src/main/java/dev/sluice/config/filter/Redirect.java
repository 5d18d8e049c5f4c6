package dev.sluice.config.filter;

import org.jspecify.annotations.Nullable;

/**
 * Where a client is sent. Source: HTTPRequestRedirectFilter.
 *
 * @param scheme {@code http} or {@code https}; null: the request's own
 * @param hostname null: the request's own
 * @param path null: the request's own
 * @param port 1-65535; null: the scheme's well-known port when {@code scheme} is set, otherwise the Listener's port
 * @param statusCode 301, 302, 303, 307 or 308
 */
public record Redirect(
        @Nullable String scheme,
        @Nullable String hostname,
        @Nullable PathModification path,
        @Nullable Integer port,
        int statusCode) {}
