package dev.sluice.filter.access;

import org.springframework.security.oauth2.jwt.Jwt;
import reactor.core.publisher.Mono;

/** Says whether tokens are valid now. Any thread may use it. */
@FunctionalInterface
interface TokenVerifier {

    /**
     * Verifies one.
     *
     * @return the token; an error of {@link Jwks.Unavailable}, as a cause of others too, where nobody can say whether
     *     it is valid; another error where it is not
     */
    Mono<Jwt> verify(String text);
}
