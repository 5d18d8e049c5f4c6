package dev.sluice.filter.access;

import dev.sluice.text.LogLine;
import java.net.URI;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * What an issuer publishes. It is fetched when it is first asked for, again when it is old or lacks what is wanted, by
 * one request at a time and never more often than every few seconds, so that made-up wishes cause no load. Where that
 * fails, what is not too old is used on. Any thread may use it.
 */
public final class RemoteDocument<T> {

    private static final Logger LOG = LoggerFactory.getLogger(RemoteDocument.class);

    /** After this it is fetched again. */
    public static final Duration FRESH = Duration.ofMinutes(5);

    /** Between two attempts. */
    static final Duration PAUSE = Duration.ofSeconds(5);

    private final Kind<T> kind;
    private final URI uri;
    private final IssuerClient client;
    private final LongSupplier nanos;
    private @Nullable Fetched<T> fetched;
    private @Nullable Mono<T> fetching;
    private long triedAt;
    private boolean tried;

    private record Fetched<T>(String text, T content, long at) {}

    /**
     * What kind of a document it is.
     *
     * @param what in the plural, for messages, such as {@code keys}
     * @param accept media types
     * @param usable after this without an answer it is not used any more
     */
    public record Kind<T>(String what, String accept, Duration usable, Parser<T> parser) {}

    /** Reads a document. */
    @FunctionalInterface
    public interface Parser<T> {

        /**
         * Reads one.
         *
         * @throws IllegalStateException for text that is none; the message says why
         */
        T parse(String text);
    }

    /** @param nanos a clock, as System.nanoTime */
    public RemoteDocument(Kind<T> kind, URI uri, IssuerClient client, LongSupplier nanos) {
        this.kind = kind;
        this.uri = uri;
        this.client = client;
        this.nanos = nanos;
    }

    /**
     * What it says now.
     *
     * @param suffices where it does not, a newer one is looked for
     * @return an error of {@link Jwks.Unavailable} where it cannot be had
     */
    public synchronized Mono<T> get(Predicate<T> suffices) {
        long now = nanos.getAsLong();
        Fetched<T> known = fetched;
        boolean usable = known != null && now - known.at() < kind.usable().toNanos();
        boolean fresh = known != null && now - known.at() < FRESH.toNanos();
        if (usable && fresh && known != null && suffices.test(known.content())) {
            return Mono.just(known.content());
        }
        if (fetching == null && tried && now - triedAt < PAUSE.toNanos()) {
            return usable && known != null
                    ? Mono.just(known.content())
                    : Mono.error(new Jwks.Unavailable("the " + kind.what() + " could not be had a moment ago", null));
        }
        Mono<T> newest = fetch(now);
        return usable && known != null ? newest.onErrorReturn(known.content()) : newest;
    }

    /** One for all who want it meanwhile. */
    private Mono<T> fetch(long now) {
        Mono<T> running = fetching;
        if (running != null) {
            return running;
        }
        tried = true;
        triedAt = now;
        Mono<T> begun = client.get(uri, kind.accept())
                .map(this::keep)
                .doOnError(this::fail)
                .onErrorMap(failure -> new Jwks.Unavailable("the " + kind.what() + " cannot be had", failure))
                .cache();
        fetching = begun;
        return begun;
    }

    /** The same text has the same content as before, so that what others keep by its identity stays. */
    private synchronized T keep(String text) {
        Fetched<T> known = fetched;
        T content = known != null && known.text().equals(text)
                ? known.content()
                : kind.parser().parse(text);
        fetched = new Fetched<>(text, content, nanos.getAsLong());
        fetching = null;
        return content;
    }

    private synchronized void fail(Throwable failure) {
        fetching = null;
        LOG.warn(
                "the {} of an issuer cannot be had from {}: {}; see that it is reachable and answers with them",
                kind.what(),
                LogLine.of(uri.toString()),
                LogLine.of(failure.toString()));
    }
}
