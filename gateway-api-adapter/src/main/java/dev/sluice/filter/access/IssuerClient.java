package dev.sluice.filter.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.upstream.AddressGuard;
import dev.sluice.upstream.GuardedConnect;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.ByteBufMono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;

/**
 * Asks issuers of tokens: a connection for each request, since there are few. An answer has three seconds and 512 KiB.
 * Redirects are not followed. Never blocks; any thread may use it.
 */
public final class IssuerClient {

    /** For the whole answer. */
    static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final int LARGEST = 512 * 1024;

    private final HttpClient client;

    /** @param guard which addresses it may connect to, for who writes a filter names them */
    public IssuerClient(AddressGuard guard) {
        client = HttpClient.create(ConnectionProvider.newConnection())
                .responseTimeout(PATIENCE)
                .doOnChannelInit((_, channel, _) -> channel.pipeline().addFirst(new GuardedConnect(guard)));
    }

    /**
     * An answer.
     *
     * @param contentType null: it has none
     */
    public record Response(int status, @Nullable String contentType, String body) {}

    /** Whether a URL may be one of an issuer: one of HTTPS, or of HTTP on this machine. */
    public static boolean isSafe(String url) {
        try {
            URI uri = URI.create(url);
            String host = uri.getHost();
            return host != null
                    && uri.getUserInfo() == null
                    && ("https".equals(uri.getScheme())
                            || ("http".equals(uri.getScheme())
                                    && List.of("localhost", "127.0.0.1", "[::1]")
                                            .contains(host)));
        } catch (IllegalArgumentException notOne) {
            return false;
        }
    }

    /**
     * Fetches a document.
     *
     * @param accept media types
     * @return an error for every status but 200
     */
    public Mono<String> get(URI uri, String accept) {
        return client.headers(headers -> headers.set("Accept", accept))
                .get()
                .uri(uri)
                .response(IssuerClient::whole)
                .single()
                .timeout(PATIENCE)
                .map(response -> {
                    if (response.status() != 200) {
                        throw new IllegalStateException("status " + response.status());
                    }
                    return response.body();
                });
    }

    /** Sends a text, whatever is answered. */
    public Mono<Response> post(URI uri, Map<String, List<String>> headers, String body) {
        return client.headers(all -> headers.forEach((name, values) -> set(all, name, values)))
                .post()
                .uri(uri)
                .send(ByteBufMono.fromString(Mono.just(body)))
                .response(IssuerClient::whole)
                .single()
                .timeout(PATIENCE);
    }

    private static void set(HttpHeaders all, String name, List<String> values) {
        all.set(name, values);
    }

    private static Mono<Response> whole(HttpClientResponse head, ByteBufFlux body) {
        return bounded(body)
                .map(text -> new Response(
                        head.status().code(), head.responseHeaders().get("Content-Type"), text));
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
}
