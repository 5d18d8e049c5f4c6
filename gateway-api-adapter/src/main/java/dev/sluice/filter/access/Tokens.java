package dev.sluice.filter.access;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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
public final class Tokens implements TokenVerifier {

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

    @Override
    public Mono<Jwt> verify(String text) {
        SignedJWT token = signed(text, decoders.keySet());
        NimbusReactiveJwtDecoder decoder = token == null
                ? null
                : decoders.get(token.getHeader().getAlgorithm().getName());
        try {
            return decoder == null ? Mono.error(new BadJwtException("no token, or algorithm")) : decoder.decode(text);
        } catch (RuntimeException e) {
            return Mono.error(new BadJwtException("no token", e));
        }
    }

    /** What claims to be signed by one of these algorithms; null for all else. Nothing is verified yet. */
    static @Nullable SignedJWT signed(String text, Set<String> algorithms) {
        try {
            return JWTParser.parse(text) instanceof SignedJWT token
                            && algorithms.contains(
                                    token.getHeader().getAlgorithm().getName())
                    ? token
                    : null;
        } catch (ParseException | RuntimeException notOne) {
            return null;
        }
    }
}
