package dev.sluice.trace.otel;

import io.netty.handler.codec.http.HttpScheme;
import io.opentelemetry.api.trace.Span;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The URL of a span. A gateway cannot know which values of a query are secrets, so spans get their names only; a policy
 * may ask for all of it. Source: OpenTelemetry semantic conventions, {@code url.full}, {@code url.query},
 * {@code server.address}.
 *
 * @param authority as the request names it; empty: it names none
 * @param target raw path and query
 */
record SpanUrl(String scheme, String authority, String target) {

    private static final String REDACTED = "REDACTED";

    /** All of it; null where the request names no host, or no path. */
    @Nullable
    String whole() {
        return full(target);
    }

    /** The same without the values of its query. */
    @Nullable
    String redacted() {
        String query = redactedQuery();
        return full(query == null ? target : path() + "?" + query);
    }

    private @Nullable String full(String rest) {
        return authority.isEmpty() || !rest.startsWith("/") ? null : scheme + "://" + authority + rest;
    }

    String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** All of it; null where there is none. */
    @Nullable
    String query() {
        int query = target.indexOf('?');
        return query < 0 ? null : target.substring(query + 1);
    }

    /** Names of parameters, each with a word in place of its value; null where there is no query. */
    @Nullable
    String redactedQuery() {
        String query = query();
        return query == null
                ? null
                : Stream.of(query.split("&", -1)).map(SpanUrl::redacted).collect(Collectors.joining("&"));
    }

    /** What has no name may be a secret itself. */
    private static String redacted(String parameter) {
        int equals = parameter.indexOf('=');
        String name = parameter.substring(0, equals + 1);
        return parameter.isEmpty() || equals == parameter.length() - 1 ? parameter : name + REDACTED;
    }

    /** Writes the host and the port that the request asks for. */
    void writeServer(Span span, int defaultPort) {
        int colon = authority.lastIndexOf(':');
        boolean port = colon > authority.lastIndexOf(']');
        String host = port ? authority.substring(0, colon) : authority;
        if (!host.isEmpty()) {
            span.setAttribute("server.address", host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
        }
        String digits = port ? authority.substring(colon + 1) : "";
        boolean named =
                !digits.isEmpty() && digits.length() <= 5 && digits.chars().allMatch(Character::isDigit);
        span.setAttribute("server.port", named ? Integer.parseInt(digits) : defaultPort);
    }

    /** That of the scheme. */
    int defaultPort() {
        return scheme.equals("https") ? HttpScheme.HTTPS.port() : HttpScheme.HTTP.port();
    }
}
