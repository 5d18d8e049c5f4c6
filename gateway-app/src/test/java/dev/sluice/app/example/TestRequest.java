package dev.sluice.app.example;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A request on a new connection to a port of this machine.
 *
 * @param serverName the name in the TLS handshake; null: no TLS
 * @param certificate a PEM file with what the client shows, and its key; null: nothing
 */
record TestRequest(
        int port,
        @Nullable String serverName,
        @Nullable Path certificate,
        HttpMethod method,
        Map<String, String> headers) {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final JsonMapper JSON = JsonMapper.shared();

    static TestRequest to(int port) {
        return new TestRequest(port, null, null, HttpMethod.GET, Map.of());
    }

    TestRequest host(String host) {
        return header("Host", host);
    }

    TestRequest header(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new TestRequest(port, serverName, certificate, method, more);
    }

    TestRequest delete() {
        return new TestRequest(port, serverName, certificate, HttpMethod.DELETE, headers);
    }

    TestRequest post() {
        return new TestRequest(port, serverName, certificate, HttpMethod.POST, headers);
    }

    TestRequest options() {
        return new TestRequest(port, serverName, certificate, HttpMethod.OPTIONS, headers);
    }

    TestRequest tls(String name) {
        return new TestRequest(port, name, certificate, method, headers);
    }

    TestRequest certificate(Path file) {
        return new TestRequest(port, serverName, file, method, headers);
    }

    Answer path(String path) {
        HttpClient client = HttpClient.newConnection()
                .remoteAddress(() -> new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .headers(all -> headers.forEach(all::set));
        Answer answer = (serverName == null ? client : secured(client, serverName, certificate))
                .request(method)
                .uri(path)
                .responseConnection(TestRequest::answer)
                .blockFirst(PATIENCE);
        return Objects.requireNonNull(answer, "no answer");
    }

    private static HttpClient secured(HttpClient client, String serverName, @Nullable Path certificate) {
        return client.secure(
                tls -> tls.sslContext(trustingEverybody(certificate)).serverNames(new SNIHostName(serverName)));
    }

    private static SslContext trustingEverybody(@Nullable Path certificate) {
        try {
            SslContextBuilder builder =
                    SslContextBuilder.forClient().trustManager(InsecureTrustManagerFactory.INSTANCE);
            return certificate == null
                    ? builder.build()
                    : builder.keyManager(certificate.toFile(), certificate.toFile())
                            .build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Mono<Answer> answer(HttpClientResponse response, Connection connection) {
        String certificate = certificate(connection);
        return connection
                .inbound()
                .receive()
                .aggregate()
                .asString()
                .defaultIfEmpty("")
                .map(body -> new Answer(response.status().code(), response.responseHeaders(), body, certificate))
                .doFinally(_ -> connection.dispose());
    }

    private static String certificate(Connection connection) {
        return Optional.ofNullable(connection.channel().pipeline().get(SslHandler.class))
                .map(TestRequest::peer)
                .map(peer -> ((X509Certificate) peer).getSubjectX500Principal().getName())
                .orElse("");
    }

    private static Certificate peer(SslHandler handler) {
        try {
            return handler.engine().getSession().getPeerCertificates()[0];
        } catch (SSLPeerUnverifiedException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * What came back.
     *
     * @param certificate subject of the server's certificate; empty without TLS
     */
    record Answer(int status, HttpHeaders headers, String body, String certificate) {

        /** Which of the two echo backends answered: {@code first} or {@code second}. */
        String backend() {
            return echo().path("backend").asString();
        }

        /** A header as the backend saw it; empty if it saw none. */
        String seenHeader(String name) {
            return echo().path("headers").path(name).asString("");
        }

        /** Path and query as the backend saw them. */
        String seenTarget() {
            return echo().path("target").asString();
        }

        /** The version of HTTP in which the backend was asked. */
        String seenProtocol() {
            return echo().path("protocol").asString();
        }

        /** How many requests the backend had served with this one. */
        int served() {
            return echo().path("served").intValue();
        }

        private JsonNode echo() {
            return JSON.readTree(body);
        }
    }
}
