package dev.sluice.filter.login;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import dev.sluice.filter.access.IssuerClient;
import dev.sluice.filter.access.RemoteDocument;
import dev.sluice.filter.access.RemoteJwks;
import java.net.URI;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * An OpenID Connect provider and what this gateway asks of it. It is found by its issuer's URL with the first login.
 * Never blocks; any thread may use it. Source: OpenID Connect Core, Discovery and RP-Initiated Logout 1.0.
 */
final class Provider {

    private static final String DESCRIPTION = "/.well-known/openid-configuration";

    private final OidcLoginArguments arguments;
    private final ClientID client;
    private final RemoteDocument<OIDCProviderMetadata> description;
    private final TokenEndpoint endpoint;
    private final IssuerClient http;
    private final LongSupplier nanos;
    private @Nullable Keys keys;

    /** The keys at one place, which are kept while the provider names no other. */
    private record Keys(URI uri, IdTokens tokens) {}

    /** @param nanos a clock, as System.nanoTime */
    Provider(OidcLoginArguments arguments, String secret, IssuerClient http, LongSupplier nanos) {
        this.arguments = arguments;
        this.client = new ClientID(arguments.clientId());
        this.http = http;
        this.nanos = nanos;
        this.endpoint = new TokenEndpoint(client, secret, http);
        this.description = new RemoteDocument<>(
                new RemoteDocument.Kind<>(
                        "endpoints",
                        "application/json",
                        RemoteDocument.FRESH,
                        new ProviderDescription(arguments.issuer())::parse),
                URI.create(withoutSlash(arguments.issuer()) + DESCRIPTION),
                http,
                nanos);
    }

    private static String withoutSlash(String issuer) {
        return issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    }

    private Mono<OIDCProviderMetadata> described() {
        return description.get(_ -> true);
    }

    /** Where a browser is sent to log in. */
    Mono<URI> loginPage(PendingLogin login, String state) {
        URI back = redirectUri(login);
        return described()
                .map(metadata -> new AuthenticationRequest.Builder(
                                ResponseType.CODE, Scope.parse(arguments.scopes()), client, back)
                        .endpointURI(metadata.getAuthorizationEndpointURI())
                        .state(new State(state))
                        .nonce(login.nonce())
                        .codeChallenge(login.codeVerifier(), CodeChallengeMethod.S256)
                        .build()
                        .toURI());
    }

    /**
     * Where a browser is sent to log out there too.
     *
     * @param idToken null: the provider asks who it is
     * @return empty where the provider has no such page
     */
    Mono<URI> logoutPage(@Nullable String idToken, @Nullable URI after) {
        return described()
                .mapNotNull(OIDCProviderMetadata::getEndSessionEndpointURI)
                .map(page ->
                        new LogoutRequest(page, IdTokens.parsed(idToken), null, client, after, null, null).toURI());
    }

    /**
     * The tokens for a code, verified; there is an ID token.
     *
     * @param namedIssuer what the provider called itself when it sent the browser back; null: nothing. Source: RFC 9207
     * @return an error of {@link RefusedLogin} where there are none for it, of {@code Jwks.Unavailable} where nobody
     *     can say
     */
    Mono<VerifiedTokens> redeem(String code, @Nullable String namedIssuer, PendingLogin login) {
        var grant = new AuthorizationCodeGrant(new AuthorizationCode(code), redirectUri(login), login.codeVerifier());
        return described().flatMap(metadata -> {
            boolean named = namedIssuer == null
                    ? !metadata.supportsAuthorizationResponseIssuerParam()
                    : namedIssuer.equals(arguments.issuer());
            return named
                    ? endpoint.ask(metadata, grant)
                            .flatMap(issued -> verifier(metadata)
                                    .verify(issued, login.nonce().getValue()))
                    : Mono.error(new RefusedLogin("another issuer sent the browser back", null));
        });
    }

    /**
     * New tokens for a session, verified.
     *
     * @param subject whom the session is of
     * @return errors as those of {@link #redeem}
     */
    Mono<VerifiedTokens> renew(String refreshToken, String subject) {
        var grant = new RefreshTokenGrant(new RefreshToken(refreshToken));
        return described()
                .flatMap(metadata -> endpoint.ask(metadata, grant)
                        .flatMap(issued -> verifier(metadata).verifyRenewed(issued, subject)));
    }

    private URI redirectUri(PendingLogin login) {
        return URI.create(login.origin() + arguments.redirectPath());
    }

    private synchronized IdTokens verifier(OIDCProviderMetadata metadata) {
        Keys known = keys;
        if (known == null || !known.uri().equals(metadata.getJWKSetURI())) {
            URI uri = metadata.getJWKSetURI();
            known = new Keys(uri, new IdTokens(arguments, new RemoteJwks(uri, http, nanos)));
            keys = known;
        }
        return known.tokens();
    }
}
