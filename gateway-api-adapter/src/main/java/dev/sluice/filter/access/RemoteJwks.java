package dev.sluice.filter.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.jwk.JWK;
import dev.sluice.upstream.AddressGuard;
import dev.sluice.upstream.GuardedConnect;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

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

    private static final int LARGEST = 512 * 1024;

    private final URI uri;
    private final HttpClient client;
    private final LongSupplier nanos;
    private @Nullable Fetched fetched;
    private @Nullable Mono<List<JWK>> fetching;
    private long triedAt;
    private boolean tried;

    private record Fetched(List<JWK> keys, long at) {}

    /** @param nanos a clock, as System.nanoTime */
    RemoteJwks(URI uri, HttpClient client, LongSupplier nanos) {
        this.uri = uri;
        this.client = client;
        this.nanos = nanos;
    }

    /**
     * For all sets of keys: a connection for each request, since there is one in five minutes. Redirects are not
     * followed.
     *
     * @param guard which addresses it may connect to, for who writes a filter names them
     */
    static HttpClient client(AddressGuard guard) {
        return HttpClient.create(ConnectionProvider.newConnection())
                .responseTimeout(PATIENCE)
                .headers(headers -> headers.set("Accept", "application/jwk-set+json, application/json"))
                .doOnChannelInit((_, channel, _) -> channel.pipeline().addFirst(new GuardedConnect(guard)));
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
        Mono<List<JWK>> begun = ask().map(RemoteJwks::parse)
                .doOnNext(this::keep)
                .doOnError(this::fail)
                .onErrorMap(failure -> new Unavailable("the keys cannot be had", failure))
                .cache();
        fetching = begun;
        return begun;
    }

    private Mono<String> ask() {
        return client.get()
                .uri(uri)
                .response((head, body) -> head.status().code() == 200
                        ? bounded(body)
                        : Mono.error(new IllegalStateException(
                                "status " + head.status().code())))
                .single()
                .timeout(PATIENCE);
    }

    private static Mono<String> bounded(ByteBufFlux body) {
        return body.asByteArray()
                .reduceWith(ByteArrayOutputStream::new, (whole, part) -> {
                    if (whole.size() + part.length > LARGEST) {
                        throw new IllegalStateException("more than " + LARGEST + " octets");
                    }
                    whole.writeBytes(part);
                    return whole;
                })
                .map(whole -> whole.toString(UTF_8));
    }

    private static List<JWK> parse(String body) {
        try {
            return Jwks.parse(body);
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
