package dev.sluice.filter.login;

import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.token.Tokens;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import dev.sluice.filter.access.IssuerClient;
import dev.sluice.filter.access.Jwks;
import dev.sluice.text.LogLine;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Where tokens are issued. Any thread may use it. Source: RFC 6749, section 3.2. */
final class TokenEndpoint {

    private static final Logger LOG = LoggerFactory.getLogger(TokenEndpoint.class);

    private final ClientID client;
    private final Secret secret;
    private final IssuerClient http;

    TokenEndpoint(ClientID client, String secret, IssuerClient http) {
        this.client = client;
        this.secret = new Secret(secret);
        this.http = http;
    }

    /**
     * Asks for tokens, which are not verified yet.
     *
     * @return an error of {@link RefusedLogin} where there are none for this grant, of {@link Jwks.Unavailable} where
     *     the provider is away, or does not accept the client
     */
    Mono<IssuedTokens> ask(OIDCProviderMetadata metadata, AuthorizationGrant grant) {
        HTTPRequest request = new TokenRequest.Builder(metadata.getTokenEndpointURI(), authentication(metadata), grant)
                .build()
                .toHTTPRequest();
        Map<String, List<String>> headers = new HashMap<>(request.getHeaderMap());
        headers.put("Accept", List.of("application/json"));
        return http.post(metadata.getTokenEndpointURI(), headers, request.getBody())
                .onErrorMap(failure -> unavailable(LogLine.of(failure.toString()), failure))
                .map(this::read);
    }

    /** By the header, where the provider does not say that it reads only the body. */
    private ClientAuthentication authentication(OIDCProviderMetadata metadata) {
        List<ClientAuthenticationMethod> known = metadata.getTokenEndpointAuthMethods();
        boolean onlyBody = known != null
                && !known.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                && known.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST);
        return onlyBody ? new ClientSecretPost(client, secret) : new ClientSecretBasic(client, secret);
    }

    private IssuedTokens read(IssuerClient.Response response) {
        TokenResponse parsed;
        try {
            var message = new HTTPResponse(response.status());
            if (response.contentType() != null) {
                message.setContentType(response.contentType());
            }
            message.setBody(response.body());
            parsed = parsed(message);
        } catch (ParseException e) {
            throw unavailable("status " + response.status() + " without tokens", e);
        }
        return parsed.indicatesSuccess() ? issued(parsed.toSuccessResponse().getTokens()) : refused(response, parsed);
    }

    /** A renewal need not have an ID token. Source: OpenID Connect Core, section 12.2. */
    private static TokenResponse parsed(HTTPResponse message) throws ParseException {
        return message.indicatesSuccess() && message.getBodyAsJSONObject().containsKey("id_token")
                ? OIDCTokenResponseParser.parse(message)
                : TokenResponse.parse(message);
    }

    private IssuedTokens refused(IssuerClient.Response response, TokenResponse parsed) {
        ErrorObject error = parsed.toErrorResponse().getErrorObject();
        if (OAuth2Error.INVALID_GRANT.getCode().equals(error.getCode())) {
            throw new RefusedLogin("invalid_grant", null);
        }
        throw unavailable(
                "status %d, error %s; see that clientId and the secret are right"
                        .formatted(response.status(), words(error)),
                null);
    }

    private static String words(ErrorObject error) {
        String description = error.getDescription();
        return LogLine.of(Objects.requireNonNullElse(error.getCode(), "without a code")
                + (description == null ? "" : ", " + description));
    }

    /** @param cause fit for a line of the log */
    private Jwks.Unavailable unavailable(String cause, @Nullable Throwable failure) {
        LOG.warn("no tokens can be had from the provider of client {}: {}", LogLine.of(client.getValue()), cause);
        return new Jwks.Unavailable("no tokens can be had", failure);
    }

    private static IssuedTokens issued(Tokens tokens) {
        RefreshToken refresh = tokens.getRefreshToken();
        return new IssuedTokens(
                tokens instanceof OIDCTokens oidc ? oidc.getIDTokenString() : null,
                tokens.getAccessToken().getValue(),
                tokens.getAccessToken().getLifetime(),
                refresh == null ? null : refresh.getValue());
    }
}
