package dev.sluice.config.filter;

import java.time.Duration;
import java.util.List;

/**
 * Which other origins may read the answers of a rule. Source: HTTPCORSFilter.
 *
 * @param allowOrigins such as {@code https://example.com}, {@code https://*.example.com:8443} or {@code *}; empty: none
 * @param allowCredentials whether Access-Control-Allow-Credentials is sent
 * @param allowMethods upper case, or {@code *} alone; empty: the safelisted ones
 * @param allowHeaders compared without regard to case, or {@code *} alone
 * @param exposeHeaders or {@code *} alone
 * @param maxAge how long a preflight's answer may be kept; whole seconds, at least 1; 5 s by default
 */
public record CorsPolicy(
        List<String> allowOrigins,
        boolean allowCredentials,
        List<String> allowMethods,
        List<String> allowHeaders,
        List<String> exposeHeaders,
        Duration maxAge) {

    public CorsPolicy {
        allowOrigins = List.copyOf(allowOrigins);
        allowMethods = List.copyOf(allowMethods);
        allowHeaders = List.copyOf(allowHeaders);
        exposeHeaders = List.copyOf(exposeHeaders);
    }
}
