package dev.sluice.filter.login;

import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTParser;
import dev.sluice.filter.access.Jwks;
import dev.sluice.filter.access.Tokens;
import dev.sluice.text.LogLine;
import java.text.ParseException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.jwt.Jwt;
import reactor.core.publisher.Mono;

/** Verifies ID tokens by Spring Security. Source: OpenID Connect Core 1.0, sections 3.1.3.7 and 12.2. */
final class IdTokens {

    private static final Logger LOG = LoggerFactory.getLogger(IdTokens.class);

    private final String issuer;
    private final Tokens tokens;

    IdTokens(OidcLoginArguments arguments, Jwks jwks) {
        issuer = arguments.issuer();
        tokens = new Tokens(arguments.algorithms(), new OidcIdTokenValidator(registration(arguments)), jwks);
    }

    /** Of it the validator reads the client and the issuer. */
    private static ClientRegistration registration(OidcLoginArguments arguments) {
        return ClientRegistration.withRegistrationId("login")
                .clientId(arguments.clientId())
                .issuerUri(arguments.issuer())
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .redirectUri(arguments.redirectPath())
                .authorizationUri(arguments.issuer())
                .tokenUri(arguments.issuer())
                .build();
    }

    /**
     * Verifies that of a login, which must be there.
     *
     * @return an error of {@link RefusedLogin} where it is not valid, of {@link Jwks.Unavailable} where nobody can say
     */
    Mono<VerifiedTokens> verify(IssuedTokens issued, String nonce) {
        String idToken = issued.idToken();
        return idToken == null
                ? Mono.error(new RefusedLogin("the provider issued no ID token", null))
                : verified(idToken)
                        .filter(token -> nonce.equals(token.getClaims().get("nonce")))
                        .switchIfEmpty(Mono.error(() -> new RefusedLogin("the nonce is that of another login", null)))
                        .map(token -> new VerifiedTokens(issued, token.getExpiresAt()));
    }

    /** Verifies a later one of the same user, if there is one; the errors are the same. */
    Mono<VerifiedTokens> verifyRenewed(IssuedTokens issued, String subject) {
        String idToken = issued.idToken();
        return idToken == null
                ? Mono.just(new VerifiedTokens(issued, null))
                : verified(idToken)
                        .filter(token -> subject.equals(token.getSubject()))
                        .switchIfEmpty(Mono.error(() -> new RefusedLogin("the subject is another", null)))
                        .map(token -> new VerifiedTokens(issued, token.getExpiresAt()));
    }

    private Mono<Jwt> verified(String idToken) {
        return tokens.verify(idToken).onErrorMap(this::refused);
    }

    private RuntimeException refused(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Jwks.Unavailable unavailable) {
                return unavailable;
            }
        }
        LOG.warn(
                "an ID token of {} is refused: {}",
                LogLine.of(String.valueOf(issuer)),
                LogLine.of(String.valueOf(failure.getMessage())));
        return new RefusedLogin("the ID token is not valid", failure);
    }

    /** Null for none. */
    static @Nullable JWT parsed(@Nullable String idToken) {
        try {
            return idToken == null ? null : JWTParser.parse(idToken);
        } catch (ParseException bug) {
            throw new IllegalStateException("a sealed session holds no token", bug);
        }
    }
}
