package dev.sluice.filter.access;

import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.text.ParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The keys of an issuer. Source: RFC 7517. */
@FunctionalInterface
public interface Jwks {

    /**
     * The keys of now: the same list as long as nothing else was published.
     *
     * @param kid that a token names; where no key has it, newer keys are looked for. Null: it names none
     * @return an error of {@link Unavailable} where they cannot be had
     */
    Mono<List<JWK>> keys(@Nullable String kid);

    /** That the keys cannot be had: nobody can say whether a token is valid. */
    final class Unavailable extends RuntimeException {

        private static final long serialVersionUID = 1;

        /** @param cause null: that an earlier attempt failed */
        public Unavailable(String message, @Nullable Throwable cause) {
            super(message, cause, false, false);
        }
    }

    /** Keys that do not change. */
    static Jwks of(List<JWK> keys) {
        Mono<List<JWK>> all = Mono.just(keys);
        return _ -> all;
    }

    /**
     * The public keys of a JWK set. Shared secrets are left out: they sign nothing that is accepted.
     *
     * @throws ParseException for text that is no JWK set, or one without a public key
     */
    static List<JWK> parse(String json) throws ParseException {
        List<JWK> keys = JWKSet.parse(json).getKeys().stream()
                .filter(AsymmetricJWK.class::isInstance)
                .map(JWK::toPublicJWK)
                .toList();
        if (keys.isEmpty()) {
            throw new ParseException("it has no public key", 0);
        }
        return keys;
    }
}
