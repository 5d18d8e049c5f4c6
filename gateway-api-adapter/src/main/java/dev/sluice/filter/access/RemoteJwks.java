package dev.sluice.filter.access;

import com.nimbusds.jose.jwk.JWK;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * The keys that an issuer publishes. They are fetched with the first token, again when they are old or a token names
 * one that is not among them, by one request at a time and never more often than every few seconds, so that made-up
 * tokens cause no load. Where that fails, keys that are not too old are used on. Any thread may use it.
 */
final class RemoteJwks implements Jwks {

    private static final Logger LOG = LoggerFactory.getLogger(RemoteJwks.class);

    /** After this the keys are fetched again. */
    static final Duration FRESH = Duration.ofMinutes(5);

    /** After this without an answer nothing is accepted any more. */
    static final Duration USABLE = Duration.ofHours(1);

    /** Between two attempts. */
    static final Duration PAUSE = Duration.ofSeconds(5);

    /** For the whole answer. */
    static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final long LARGEST = 512 * 1024;

    private final URI uri;
    private final Supplier<HttpClient> client;
    private final LongSupplier nanos;
    private @Nullable Fetched fetched;
    private @Nullable Mono<List<JWK>> fetching;
    private long triedAt;
    private boolean tried;

    private record Fetched(List<JWK> keys, long at) {}

    /** @param nanos a clock, as System.nanoTime */
    RemoteJwks(URI uri, Supplier<HttpClient> client, LongSupplier nanos) {
        this.uri = uri;
        this.client = client;
        this.nanos = nanos;
    }

    @Override
    public synchronized Mono<List<JWK>> keys(@Nullable String kid) {
        long now = nanos.getAsLong();
        Fetched known = fetched;
        boolean usable = known != null && now - known.at() < USABLE.toNanos();
        boolean fresh = known != null && now - known.at() < FRESH.toNanos();
        if (usable && fresh && known != null && has(known.keys(), kid)) {
            return Mono.just(known.keys());
        }
        if (fetching == null && tried && now - triedAt < PAUSE.toNanos()) {
            return usable && known != null
                    ? Mono.just(known.keys())
                    : Mono.error(new Unavailable("the keys could not be had a moment ago", null));
        }
        Mono<List<JWK>> newest = fetch(now);
        return usable && known != null ? newest.onErrorReturn(known.keys()) : newest;
    }

    private static boolean has(List<JWK> keys, @Nullable String kid) {
        return kid == null || keys.stream().anyMatch(key -> Objects.equals(key.getKeyID(), kid));
    }

    /** One for all who want the keys meanwhile. */
    private Mono<List<JWK>> fetch(long now) {
        Mono<List<JWK>> running = fetching;
        if (running != null) {
            return running;
        }
        tried = true;
        triedAt = now;
        Mono<List<JWK>> begun = Mono.fromFuture(this::send, true)
                .map(this::parse)
                .doOnNext(this::keep)
                .doOnError(this::fail)
                .onErrorMap(failure -> new Unavailable("the keys cannot be had", failure))
                .cache();
        fetching = begun;
        return begun;
    }

    /** What comes after the time is cancelled, and nobody's error. */
    private CompletableFuture<HttpResponse<String>> send() {
        var sent = client.get().sendAsync(request(), bounded());
        return sent.copy().orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).whenComplete((_, failure) -> {
            if (failure != null) {
                boolean _ = sent.cancel(true);
            }
        });
    }

    private HttpRequest request() {
        return HttpRequest.newBuilder(uri)
                .timeout(PATIENCE)
                .header("Accept", "application/jwk-set+json, application/json")
                .build();
    }

    private static HttpResponse.BodyHandler<String> bounded() {
        return BodyHandlers.limiting(BodyHandlers.ofString(), LARGEST);
    }

    private List<JWK> parse(HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            throw new IllegalStateException("status " + response.statusCode());
        }
        try {
            return Jwks.parse(response.body());
        } catch (ParseException e) {
            throw new IllegalStateException("no JWK set: " + e.getMessage(), e);
        }
    }

    private synchronized void keep(List<JWK> keys) {
        fetched = new Fetched(keys, nanos.getAsLong());
        fetching = null;
    }

    private synchronized void fail(Throwable failure) {
        fetching = null;
        LOG.warn(
                "the keys of tokens cannot be had from {}: {}; see that it is reachable and answers with a JWK set",
                uri,
                failure.toString());
    }
}
