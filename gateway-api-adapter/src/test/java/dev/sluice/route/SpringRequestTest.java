package dev.sluice.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.config.listener.PortId;
import dev.sluice.edge.RequestTarget;
import dev.sluice.edge.wire.ClientConnection;
import dev.sluice.edge.wire.ClientRequest;
import dev.sluice.edge.wire.TlsHandshake;
import dev.sluice.entry.Exchanges;
import dev.sluice.hop.ClientCertificate;
import dev.sluice.tls.TestCertificates;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.X509Bundle;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.http.HttpCookie;
import org.springframework.http.server.reactive.SslInfo;

class SpringRequestTest {

    private final EmbeddedChannel server = new EmbeddedChannel();
    private final HttpHeaders headers = new DefaultHttpHeaders();
    private @Nullable TlsHandshake handshake;

    @AfterEach
    void close() {
        server.finishAndReleaseAll();
    }

    private SpringRequest request() {
        var head = new ClientRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/", "https", headers);
        var connection = new ClientConnection(server, new PortId("default", "gw", 443), null, handshake);
        return new SpringRequest(
                Exchanges.of(head, connection),
                "a.test",
                RequestTarget.parse("/").orElseThrow());
    }

    @Nested
    class Cookies {

        private List<String> values(String name) {
            return request().getCookies().getOrDefault(name, List.of()).stream()
                    .map(HttpCookie::getValue)
                    .toList();
        }

        @Test
        void areNoneWithoutTheHeader() {
            assertThat(request().getCookies()).isEmpty();
        }

        @Test
        void areReadInTheirOrder() {
            headers.add(HttpHeaderNames.COOKIE, "b=2; a=1; c=3");

            assertThat(request().getCookies().keySet()).containsExactly("b", "a", "c");
            assertThat(values("a")).containsExactly("1");
        }

        /** HTTP/2 has one line for each: RFC 9113, section 8.2.3. */
        @Test
        void areReadFromEveryLine() {
            headers.add(HttpHeaderNames.COOKIE, "a=1");
            headers.add(HttpHeaderNames.COOKIE, "b=2");

            assertThat(values("a")).containsExactly("1");
            assertThat(values("b")).containsExactly("2");
        }

        /** A browser sends both, of two paths. */
        @Test
        void ofOneNameAreAllKept() {
            headers.add(HttpHeaderNames.COOKIE, "a=1; a=2");

            assertThat(values("a")).containsExactly("1", "2");
        }

        @Test
        void thatAreQuotedLoseTheirQuotes() {
            headers.add(HttpHeaderNames.COOKIE, "a=\"1\"; b=x=y; c=");

            assertThat(values("a")).containsExactly("1");
            assertThat(values("b")).containsExactly("x=y");
            assertThat(values("c")).containsExactly("");
        }

        /** It ends no request: a filter may not need them. */
        @Test
        void thatCannotBeReadAreLeftOut() {
            headers.add(HttpHeaderNames.COOKIE, "=1; ;; ok=1");

            assertThat(values("ok")).containsExactly("1");
            assertThat(headers.get(HttpHeaderNames.COOKIE)).isEqualTo("=1; ;; ok=1");
        }
    }

    @Test
    void withoutTlsThereIsNoSslInfo() {
        assertThat(request().getSslInfo()).isNull();
    }

    /** With the libraries that Listeners use. */
    @Nested
    class SslInfoOf {

        private final X509Bundle servers = TestCertificates.bundle("server", "a.test");
        private final X509Bundle clients = TestCertificates.bundle("client", "b.test");

        @SuppressWarnings("NullAway.Init")
        private EmbeddedChannel client;

        @BeforeEach
        void open() {
            client = new EmbeddedChannel();
        }

        @AfterEach
        void close() {
            client.finishAndReleaseAll();
        }

        @ParameterizedTest
        @EnumSource(names = {"JDK", "OPENSSL"})
        void aClientWithAVerifiedCertificateHasIt(SslProvider library) throws Exception {
            handshake = new TlsHandshake(null, null, new ClientCertificate(List.of(clients.getCertificate())));

            SslInfo info = handshake(library, true);

            assertThat(info.getPeerCertificates()).containsExactly(clients.getCertificate());
            assertThat(info.getSessionId()).matches("([0-9a-f]{2})*");
        }

        @ParameterizedTest
        @EnumSource(names = {"JDK", "OPENSSL"})
        void aClientWhoseCertificateIsNotVerifiedHasNone(SslProvider library) throws Exception {
            handshake = new TlsHandshake(null, null, null);

            assertThat(handshake(library, true).getPeerCertificates()).isNullOrEmpty();
        }

        @ParameterizedTest
        @EnumSource(names = {"JDK", "OPENSSL"})
        void aClientWithoutCertificateHasNone(SslProvider library) throws Exception {
            assertThat(handshake(library, false).getPeerCertificates()).isNullOrEmpty();
        }

        private SslInfo handshake(SslProvider library, boolean withCertificate) throws SSLException {
            assumeTrue(library != SslProvider.OPENSSL || OpenSsl.isAvailable(), "this machine has no BoringSSL");
            SslContext serving = SslContextBuilder.forServer(
                            servers.getKeyPair().getPrivate(), servers.getCertificatePath())
                    .sslProvider(library)
                    .clientAuth(ClientAuth.OPTIONAL)
                    .trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .build();
            var asking = SslContextBuilder.forClient()
                    .sslProvider(SslProvider.JDK)
                    .trustManager(InsecureTrustManagerFactory.INSTANCE);
            if (withCertificate) {
                asking.keyManager(clients.getKeyPair().getPrivate(), clients.getCertificatePath());
            }
            SslHandler done = serving.newHandler(server.alloc());
            server.pipeline().addLast(done);
            client.pipeline().addLast(asking.build().newHandler(client.alloc()));
            while (!done.handshakeFuture().isDone()) {
                move(client, server);
                move(server, client);
            }
            assertThat(done.handshakeFuture().isSuccess()).isTrue();
            SslInfo info = request().getSslInfo();
            ReferenceCountUtil.release(serving);
            return Objects.requireNonNull(info);
        }

        private static void move(EmbeddedChannel from, EmbeddedChannel to) {
            from.runPendingTasks();
            for (Object part = from.readOutbound(); part != null; part = from.readOutbound()) {
                to.writeInbound(part);
            }
        }
    }
}
