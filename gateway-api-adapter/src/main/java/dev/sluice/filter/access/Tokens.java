package dev.sluice.filter.access;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Verifies tokens by Spring Security's decoder: one for each algorithm that is accepted, so that a token's own word for
 * its algorithm chooses only among these. Keys, or places of keys, that a token names in its header are not looked at.
 */
public final class Tokens {

    private final Map<String, NimbusReactiveJwtDecoder> decoders;

    /**
     * Opens and asks nothing.
     *
     * @param algorithms that are accepted
     * @param rules for tokens whose signature is right
     * @param jwks asked for each token
     */
    public Tokens(List<JwtAuthArguments.Algorithm> algorithms, OAuth2TokenValidator<Jwt> rules, Jwks jwks) {
        decoders = algorithms.stream().distinct().collect(Collectors.toMap(Enum::name, algorithm -> {
            var decoder = NimbusReactiveJwtDecoder.withJwkSource(token -> keys(jwks, token))
                    .jwsAlgorithm(SignatureAlgorithm.valueOf(algorithm.name()))
                    .build();
            decoder.setJwtValidator(rules);
            return decoder;
        }));
    }

    private static Flux<JWK> keys(Jwks jwks, SignedJWT token) {
        return jwks.keys(token.getHeader().getKeyID()).flatMapIterable(keys -> keys);
    }

    /**
     * Verifies one.
     *
     * @return the token; an error of {@link Jwks.Unavailable}, as a cause of others too, where nobody can say whether
     *     it is valid; another error where it is not
     */
    public Mono<Jwt> verify(String text) {
        try {
            JWT token = JWTParser.parse(text);
            NimbusReactiveJwtDecoder decoder = token instanceof SignedJWT
                    ? decoders.get(token.getHeader().getAlgorithm().getName())
                    : null;
            return decoder == null ? Mono.error(new BadJwtException("algorithm")) : decoder.decode(text);
        } catch (ParseException | RuntimeException e) {
            return Mono.error(new BadJwtException("no token", e));
        }
    }
}
