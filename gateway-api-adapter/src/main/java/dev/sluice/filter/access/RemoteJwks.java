package dev.sluice.filter.access;

import com.nimbusds.jose.jwk.JWK;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The keys that an issuer publishes; fetched again when a token names one that is not among them. Any thread. */
public final class RemoteJwks implements Jwks {

    /** After this without an answer nothing is accepted any more. */
    static final Duration USABLE = Duration.ofHours(1);

    private static final RemoteDocument.Kind<List<JWK>> KIND =
            new RemoteDocument.Kind<>("keys", "application/jwk-set+json, application/json", USABLE, RemoteJwks::parse);

    private final RemoteDocument<List<JWK>> document;

    /** @param nanos a clock, as System.nanoTime */
    public RemoteJwks(URI uri, IssuerClient client, LongSupplier nanos) {
        document = new RemoteDocument<>(KIND, uri, client, nanos);
    }

    @Override
    public Mono<List<JWK>> keys(@Nullable String kid) {
        return document.get(keys -> has(keys, kid));
    }

    private static boolean has(List<JWK> keys, @Nullable String kid) {
        return kid == null || keys.stream().anyMatch(key -> Objects.equals(key.getKeyID(), kid));
    }

    private static List<JWK> parse(String body) {
        try {
            return Jwks.parse(body);
        } catch (ParseException e) {
            throw new IllegalStateException("no JWK set: " + e.getMessage(), e);
        }
    }
}
