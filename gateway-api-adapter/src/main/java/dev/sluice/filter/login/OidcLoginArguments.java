package dev.sluice.filter.login;

import dev.sluice.filter.EntryRef;
import dev.sluice.filter.InvalidArgument;
import dev.sluice.filter.Meaning;
import dev.sluice.filter.access.GivenNames;
import dev.sluice.filter.access.IssuerClient;
import dev.sluice.filter.access.JwtAuthArguments.Algorithm;
import dev.sluice.filter.access.JwtAuthArguments.Claim;
import dev.sluice.filter.access.JwtAuthArguments.ClaimHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where users log in, and what the backend gets of them.
 *
 * @param issuer the URL below which the provider describes itself, letter by letter
 * @param clientId by which the provider knows this gateway
 * @param secretRef the secret of the client, in the key {@code client-secret} by default
 * @param redirectPath to which the provider sends browsers back
 * @param logoutPath null: there is no logout
 * @param afterLogoutPath where a browser is sent after it; null: the page of the provider, or a line of text
 * @param scopes what the provider is asked for, {@code openid} among them
 * @param algorithms of the signatures of ID tokens
 * @param claims that the ID token must have; others get 403
 * @param claimHeaders what the backend gets of the ID token
 * @param accessTokenHeader in which the backend gets the access token; null: it does not
 * @param idTokenHeader likewise
 * @param cookie in which the session is
 * @param refresh whether sessions are continued by refresh tokens, where the provider gives them
 */
public record OidcLoginArguments(
        @Meaning(
                value =
                        "The provider, letter by letter as it calls itself: `https://`, or `http://` on this machine. What it says at `/.well-known/openid-configuration` below it is used",
                needed = true)
        String issuer,

        @Meaning(value = "By which the provider knows this gateway", needed = true)
        String clientId,

        @Meaning(
                value = "A Secret with the client's secret, in its key `client-secret` or the one that is named",
                needed = true)
        EntryRef secretRef,

        @Meaning(
                value = "The path to which the provider sends browsers back; the rule must match it",
                byDefault = "`/oauth2/callback`")
        String redirectPath,

        @Meaning("A path that ends the session; the rule must match it") @Nullable
        String logoutPath,

        @Meaning(
                value = "The path where a browser is sent after a logout",
                byDefault = "the provider's page, or a line of text")
        @Nullable
        String afterLogoutPath,

        @Meaning(value = "What the provider is asked for; `openid` must be among them", byDefault = "`[openid]`")
        List<String> scopes,

        @Meaning(value = "Algorithms of the signatures of ID tokens", byDefault = "`[RS256, ES256]`")
        List<Algorithm> algorithms,

        @Meaning("Claims that the ID token must have; otherwise 403")
        List<Claim> claims,

        @Meaning("Which claims of the ID token the backend gets in which headers")
        List<ClaimHeader> claimHeaders,

        @Meaning("The header in which the backend gets the access token; in `Authorization` it follows `Bearer`")
        @Nullable
        String accessTokenHeader,

        @Meaning("The header in which the backend gets the ID token; likewise") @Nullable
        String idTokenHeader,

        @Meaning("The cookie of the session") LoginCookie cookie,

        @Meaning(
                value = "Whether sessions are continued by refresh tokens, where the provider gives them",
                byDefault = "true")
        Boolean refresh) {

    private static final String KEY = "client-secret";

    public OidcLoginArguments {
        GivenNames.required("issuer", issuer);
        GivenNames.required("clientId", clientId);
        GivenNames.required("secretRef", secretRef);
        if (!IssuerClient.isSafe(issuer) || issuer.indexOf('?') >= 0 || issuer.indexOf('#') >= 0) {
            throw new InvalidArgument("issuer", "is no URL with https://, or http:// on this machine; correct it");
        }
        redirectPath = path("redirectPath", redirectPath == null ? "/oauth2/callback" : redirectPath);
        if (logoutPath != null) {
            different(path("logoutPath", logoutPath), redirectPath);
        }
        if (afterLogoutPath != null) {
            path("afterLogoutPath", afterLogoutPath);
        }
        scopes = checkedScopes(scopes == null ? List.of("openid") : List.copyOf(scopes));
        algorithms = algorithms == null ? List.of(Algorithm.RS256, Algorithm.ES256) : List.copyOf(algorithms);
        claims = claims == null ? List.of() : List.copyOf(claims);
        claimHeaders = claimHeaders == null ? List.of() : List.copyOf(claimHeaders);
        cookie = cookie == null ? new LoginCookie(null, null, null) : cookie;
        refresh = refresh == null || refresh;
        checkHeaders(accessTokenHeader, idTokenHeader, claimHeaders);
    }

    private static void different(String logout, String redirect) {
        if (logout.equals(redirect)) {
            throw new InvalidArgument("logoutPath", "is that of redirectPath too; use another path");
        }
    }

    /** One that means the same wherever it is read. */
    private static String path(String argument, String path) {
        boolean plain = path.startsWith("/")
                && !path.startsWith("//")
                && path.chars()
                        .allMatch(
                                c -> c < 128 && (Character.isLetterOrDigit(c) || "/-._~!$&'()*+,;=:@".indexOf(c) >= 0))
                && !path.contains("/.");
        if (!plain) {
            throw new InvalidArgument(argument, "is no path of plain characters; write one such as /oauth2/callback");
        }
        return path;
    }

    private static List<String> checkedScopes(List<String> scopes) {
        for (String scope : scopes) {
            if (scope.isEmpty() || !scope.chars().allMatch(c -> c > ' ' && c <= '~' && c != '"' && c != '\\')) {
                throw new InvalidArgument("scopes", "\"%s\" is no scope; use one such as email".formatted(scope));
            }
        }
        if (!scopes.contains("openid")) {
            throw new InvalidArgument("scopes", "openid is not among them; add it");
        }
        return scopes;
    }

    private static void checkHeaders(
            @Nullable String access, @Nullable String identity, List<ClaimHeader> claimHeaders) {
        if (access != null) {
            GivenNames.checked("accessTokenHeader", access);
        }
        if (identity != null) {
            GivenNames.checked("idTokenHeader", identity);
        }
        if (access != null && identity != null) {
            GivenNames.different("idTokenHeader", identity, "the access token", access);
        }
        for (ClaimHeader each : claimHeaders) {
            Stream.of(access, identity)
                    .filter(token -> token != null && token.equalsIgnoreCase(each.header()))
                    .forEach(_ -> GivenNames.different("claimHeaders", each.header(), "a token", each.header()));
        }
    }

    /** Which entry of the Secret. */
    String entry() {
        String named = secretRef.key();
        return named == null ? KEY : named;
    }

    /** All that only the filter may write. */
    List<String> headers() {
        var names =
                new ArrayList<>(claimHeaders.stream().map(ClaimHeader::header).toList());
        Stream.of(accessTokenHeader, idTokenHeader).flatMap(Stream::ofNullable).forEach(names::add);
        return names;
    }

    /** Whether the claims of a session are needed for each request. */
    boolean readsClaims() {
        return !claims.isEmpty() || !claimHeaders.isEmpty();
    }

    /** Whether the ID token is needed as it was issued, and not only what it says. */
    boolean keepsIdToken() {
        return idTokenHeader != null || logoutPath != null;
    }
}
