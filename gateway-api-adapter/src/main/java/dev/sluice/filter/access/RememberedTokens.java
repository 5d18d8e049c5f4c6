package dev.sluice.filter.access;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.SignedJWT;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import reactor.core.publisher.Mono;

/**
 * Verifies the signature of a token once for a set of keys. All else is judged each time: the start and the end of the
 * token, and what the filter wants of it. What other keys than those of now have verified is not known. Tokens that are
 * refused are not remembered. Any thread may use it.
 */
final class RememberedTokens implements TokenVerifier {

    private final JwtAuthArguments arguments;
    private final OAuth2TokenValidator<Jwt> rules;
    private final Set<String> algorithms;
    private final Jwks jwks;
    private final TokenMemory memory;
    private final TokenCounters counters;
    private final Function<List<JWK>, TokenVerifier> verifiers;
    private volatile @Nullable ByKeys current;

    /**
     * Asks nothing yet.
     *
     * @param jwks asked for each token
     * @param memory may be shared: what others put there is not found
     */
    RememberedTokens(JwtAuthArguments arguments, Jwks jwks, TokenMemory memory, TokenCounters counters) {
        this(
                arguments,
                jwks,
                memory,
                counters,
                keys -> new Tokens(arguments.algorithms(), TokenRules.of(arguments), Jwks.of(keys)));
    }

    /** @param verifiers by keys */
    RememberedTokens(
            JwtAuthArguments arguments,
            Jwks jwks,
            TokenMemory memory,
            TokenCounters counters,
            Function<List<JWK>, TokenVerifier> verifiers) {
        this.arguments = arguments;
        this.rules = TokenRules.of(arguments);
        this.algorithms = arguments.algorithms().stream().map(Enum::name).collect(Collectors.toSet());
        this.jwks = jwks;
        this.memory = memory;
        this.counters = counters;
        this.verifiers = verifiers;
    }

    /**
     * What belongs to a set of keys. Codes of others are other codes, so what is remembered ends with it.
     *
     * @param keys compared by identity
     */
    private record ByKeys(List<JWK> keys, TokenVerifier verifier, KeyedCode code) {

        @SuppressWarnings("ReferenceEquality")
        boolean isOf(List<JWK> others) {
            return keys == others;
        }
    }

    @Override
    public Mono<Jwt> verify(String text) {
        ByKeys byKeys = current;
        Jwt known = byKeys == null ? null : memory.get(byKeys.code().of(text));
        return byKeys == null || known == null
                ? verifySignature(text)
                : jwks.keys(null).flatMap(keys -> byKeys.isOf(keys) ? judgeAgain(known) : verifySignature(text));
    }

    private Mono<Jwt> judgeAgain(Jwt known) {
        counters.remembered();
        return rules.validate(known).hasErrors()
                ? Mono.error(new BadJwtException("no longer valid"))
                : Mono.just(known);
    }

    private Mono<Jwt> verifySignature(String text) {
        SignedJWT claimed = Tokens.signed(text, algorithms);
        if (claimed == null) {
            return Mono.error(new BadJwtException("no token, or algorithm"));
        }
        return jwks.keys(claimed.getHeader().getKeyID()).flatMap(keys -> {
            ByKeys byKeys = of(keys);
            counters.verified();
            return byKeys.verifier()
                    .verify(text)
                    .doOnNext(token -> memory.put(byKeys.code().of(text), token, arguments.claimsRead()));
        });
    }

    /** Two threads may each make one: then what the first remembers is not found. */
    private ByKeys of(List<JWK> keys) {
        ByKeys known = current;
        if (known != null && known.isOf(keys)) {
            return known;
        }
        var made = new ByKeys(keys, verifiers.apply(keys), new KeyedCode());
        current = made;
        return made;
    }
}
