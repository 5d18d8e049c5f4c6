package dev.sluice.program;

import dev.sluice.config.filter.CorsPolicy;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A CORS policy, ready to write its headers. Where a wildcard may be answered by itself or by what the client named,
 * the client's words are repeated: {@code *} in Access-Control-Allow-Headers does not cover Authorization. Source:
 * HTTPCORSFilter, GEP-1767; Fetch standard, section "CORS protocol".
 */
final class CrossOrigin {

    private static final String ANY = "*";

    /** What a backend must not decide, for the gateway is the authority: GEP-1767. */
    private static final List<AsciiString> OWN = List.of(
            HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN,
            HttpHeaderNames.ACCESS_CONTROL_ALLOW_CREDENTIALS,
            HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS,
            HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS,
            HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS,
            HttpHeaderNames.ACCESS_CONTROL_MAX_AGE);

    private static final String VARY_ON_PREFLIGHT =
            "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";

    private final boolean anyOrigin;
    private final AllowedOrigin[] origins;
    private final boolean credentials;
    private final @Nullable String methods;
    private final @Nullable String headers;
    private final @Nullable String exposed;
    private final String maxAge;

    private CrossOrigin(CorsPolicy policy) {
        anyOrigin = policy.allowOrigins().contains(ANY);
        origins = policy.allowOrigins().stream()
                .filter(origin -> !origin.equals(ANY))
                .map(AllowedOrigin::compile)
                .toArray(AllowedOrigin[]::new);
        credentials = policy.allowCredentials();
        methods = joined(policy.allowMethods());
        headers = joined(policy.allowHeaders());
        exposed = joined(policy.exposeHeaders());
        maxAge = Long.toString(policy.maxAge().toSeconds());
    }

    static CrossOrigin compile(CorsPolicy policy) {
        return new CrossOrigin(policy);
    }

    /** The headers of the answer to a preflight; those of an origin that is not allowed permit nothing. */
    HttpHeaders preflight(HttpHeaders request) {
        HttpHeaders response = new DefaultHttpHeaders().set(HttpHeaderNames.VARY, VARY_ON_PREFLIGHT);
        String origin = request.get(HttpHeaderNames.ORIGIN);
        if (origin == null || !allows(origin)) {
            return response;
        }
        permit(origin, response);
        String method = request.get(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD);
        String named = request.get(HttpHeaderNames.ACCESS_CONTROL_REQUEST_HEADERS);
        setIfThere(response, HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, ANY.equals(methods) ? method : methods);
        setIfThere(response, HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, ANY.equals(headers) ? named : headers);
        setIfThere(response, HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, exposedBy(null));
        return response.set(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, maxAge);
    }

    /**
     * Marks the response to a request that is no preflight.
     *
     * @param origin the request's Origin header; null where there is none
     */
    void mark(@Nullable String origin, HttpHeaders response) {
        for (AsciiString name : OWN) {
            response.remove(name);
        }
        if (!response.containsValue(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN, true)) {
            response.add(HttpHeaderNames.VARY, "Origin");
        }
        if (origin != null && allows(origin)) {
            String visible = exposedBy(response);
            permit(origin, response);
            setIfThere(response, HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, visible);
        }
    }

    private boolean allows(String origin) {
        if (anyOrigin) {
            return true;
        }
        String lowerCase = origin.toLowerCase(Locale.ROOT);
        for (AllowedOrigin allowed : origins) {
            if (allowed.allows(lowerCase)) {
                return true;
            }
        }
        return false;
    }

    private void permit(String origin, HttpHeaders response) {
        response.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        if (credentials) {
            response.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
        }
    }

    /**
     * With credentials a wildcard means nothing to a client: the names of the response's headers stand for it.
     *
     * @param response null: a preflight, which has nothing to show
     */
    private @Nullable String exposedBy(@Nullable HttpHeaders response) {
        if (!credentials || !ANY.equals(exposed)) {
            return exposed;
        }
        return response == null || response.isEmpty() ? null : joined(new ArrayList<>(response.names()));
    }

    private static @Nullable String joined(List<String> values) {
        return values.isEmpty() ? null : String.join(", ", values);
    }

    private static void setIfThere(HttpHeaders response, AsciiString name, @Nullable String value) {
        if (value != null) {
            response.set(name, value);
        }
    }
}
