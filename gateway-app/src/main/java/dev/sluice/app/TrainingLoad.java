package dev.sluice.app;

import dev.sluice.app.demo.SampleRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.tcp.SslProvider.GenericSslContextSpec;

/**
 * One request, sent often.
 *
 * @param requests how many are sent; at least 1
 * @param protocol {@link HttpProtocol#H2} with TLS, {@link HttpProtocol#H2C} without, or {@link HttpProtocol#HTTP11}
 */
record TrainingLoad(SampleRequest request, int requests, HttpProtocol protocol) {

    private static final int AT_ONCE = 8;
    /** A machine that is too slow for this records what it has seen by then. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    /** One load for each protocol that the socket speaks. */
    static List<TrainingLoad> of(SampleRequest request, int requests) {
        return Stream.of(HttpProtocol.HTTP11, request.tls() ? HttpProtocol.H2 : HttpProtocol.H2C)
                .map(protocol -> new TrainingLoad(request, requests, protocol))
                .toList();
    }

    /**
     * Sends the requests, some at a time, and waits for their answers.
     *
     * @return how many were answered 200
     */
    long run() {
        HttpClient client = client();
        Long answered = Flux.range(0, requests)
                .flatMap(_ -> isAnswered200(client), AT_ONCE)
                .take(LONGEST)
                .filter(Boolean::booleanValue)
                .count()
                .block();
        return answered == null ? 0 : answered;
    }

    private Mono<Boolean> isAnswered200(HttpClient client) {
        return client.get()
                .uri(request.url("127.0.0.1"))
                .responseSingle((response, body) ->
                        body.asByteArray().thenReturn(response.status().code() == 200))
                .onErrorReturn(false);
    }

    private HttpClient client() {
        HttpClient client = HttpClient.create()
                .protocol(protocol)
                .headers(headers -> headers.set(HttpHeaderNames.HOST, request.host()));
        return request.tls()
                ? client.secure(tls -> tls.sslContext(trustingEverybody()).serverNames(new SNIHostName(request.host())))
                : client;
    }

    /** It asks this very process; whose certificate that has is of no interest. */
    private GenericSslContextSpec<SslContextBuilder> trustingEverybody() {
        GenericSslContextSpec<SslContextBuilder> tls =
                protocol == HttpProtocol.H2 ? Http2SslContextSpec.forClient() : Http11SslContextSpec.forClient();
        return tls.configure(context -> context.trustManager(InsecureTrustManagerFactory.INSTANCE));
    }

    /** {@code HTTP11 https://shop.example.com:27443/}. */
    @Override
    public String toString() {
        return protocol + " " + request.url(request.host());
    }
}
