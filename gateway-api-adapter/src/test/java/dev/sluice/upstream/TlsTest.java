package dev.sluice.upstream;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.answer.Answer;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.tls.TestCertificates;
import dev.sluice.tls.TlsLibrary;
import dev.sluice.upstream.UpstreamOutcome.Progress;
import io.netty.pkitesting.X509Bundle;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.StandardConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** wss backends: a certificate of somebody trusted, for the Service's name, or nothing is sent. */
@ParameterizedClass
@EnumSource(names = {"JDK", "BORINGSSL"})
final class TlsTest extends UpstreamFixture {

    private static final String SERVICE = "shop.default.svc";
    private static final String CLOSING = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc";

    private final TlsLibrary library;

    TlsTest(TlsLibrary library) {
        this.library = library;
    }

    @BeforeEach
    void useTheLibrary() {
        use(new UpstreamTls(library));
    }

    private static RawBackend backend(X509Bundle certificate, RawBackend.Script script) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(certificate.toKeyManagerFactory().getKeyManagers(), null, null);
        return new RawBackend(context.getServerSocketFactory(), script);
    }

    private static RawBackend.Script answering() {
        return peer -> {
            while (peer.readHead()) {
                peer.write("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc");
            }
        };
    }

    private UpstreamOutcome exchange(Endpoint endpoint) {
        return requireNonNull(
                serve(BackendProtocol.WSS, endpoint).exchange(get(), Try.FIRST).block(PATIENCE));
    }

    @Test
    void serviceIsBelievedAndItsConnectionIsKept() throws Exception {
        X509Bundle certificate = TestCertificates.bundle("shop", SERVICE);
        use(new UpstreamTls(library, certificate.getCertificate()));
        try (RawBackend backend = backend(certificate, answering())) {
            assertThat(body(exchange(backend.endpoint()))).isEqualTo("abc");
            assertThat(body(exchange(backend.endpoint()))).isEqualTo("abc");
            assertThat(backend.opened()).isEqualTo(1);
        }
    }

    /** A server with several certificates shows the one that the server name asks for. */
    @Test
    void serverNameIsTheServices() throws Exception {
        X509Bundle certificate = TestCertificates.bundle("shop", SERVICE);
        use(new UpstreamTls(library, certificate.getCertificate()));
        CompletableFuture<String> name = new CompletableFuture<>();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(certificate.toKeyManagerFactory().getKeyManagers(), null, null);
        try (SSLServerSocket server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout((int) PATIENCE.toMillis());
            SSLParameters parameters = server.getSSLParameters();
            parameters.setSNIMatchers(List.of(new SNIMatcher(StandardConstants.SNI_HOST_NAME) {
                @Override
                public boolean matches(SNIServerName asked) {
                    return name.complete(new String(asked.getEncoded(), StandardCharsets.US_ASCII));
                }
            }));
            server.setSSLParameters(parameters);
            var outcome = start(serve(BackendProtocol.WSS, new Endpoint("127.0.0.1", server.getLocalPort())), get());
            try (Socket client = server.accept()) {
                client.getInputStream().read();
                assertThat(name.get(20, TimeUnit.SECONDS)).isEqualTo(SERVICE);
            }
            assertThat(answer(outcome(outcome))).isEqualTo(Answer.UPSTREAM_BROKEN);
        }
    }

    @Test
    void onlyProtocolsThatTheBackendIsUsedWithAreOffered() throws Exception {
        X509Bundle certificate = TestCertificates.bundle("shop", SERVICE);
        use(new UpstreamTls(library, certificate.getCertificate()));
        CompletableFuture<List<String>> offered = new CompletableFuture<>();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(certificate.toKeyManagerFactory().getKeyManagers(), null, null);
        try (SSLServerSocket server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout((int) PATIENCE.toMillis());
            var outcome = start(serve(BackendProtocol.WSS, new Endpoint("127.0.0.1", server.getLocalPort())), get());
            try (SSLSocket client = (SSLSocket) server.accept()) {
                client.setHandshakeApplicationProtocolSelector((_, protocols) -> {
                    offered.complete(protocols);
                    return protocols.getFirst();
                });
                client.getInputStream().read();
                assertThat(offered.get(20, TimeUnit.SECONDS)).containsExactly("http/1.1");
            }
            assertThat(answer(outcome(outcome))).isEqualTo(Answer.UPSTREAM_BROKEN);
        }
    }

    @Test
    void furtherConnectionGoesOnWithTheSession() throws Exception {
        X509Bundle certificate = TestCertificates.bundle("shop", SERVICE);
        use(new UpstreamTls(library, certificate.getCertificate()));
        List<Long> begun = new ArrayList<>();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(certificate.toKeyManagerFactory().getKeyManagers(), null, null);
        try (SSLServerSocket server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout((int) PATIENCE.toMillis());
            Upstream upstream = serve(BackendProtocol.WSS, new Endpoint("127.0.0.1", server.getLocalPort()));
            for (int i = 0; i < 2; i++) {
                var outcome = start(upstream, get());
                try (SSLSocket client = (SSLSocket) server.accept()) {
                    begun.add(client.getSession().getCreationTime());
                    client.getInputStream().read();
                    client.getOutputStream().write(CLOSING.getBytes(StandardCharsets.US_ASCII));
                }
                assertThat(body(outcome(outcome))).isEqualTo("abc");
            }
        }
        assertThat(begun.get(1)).isEqualTo(begun.get(0));
    }

    @Test
    void endpointThatIsANameIsBelievedByIt() throws Exception {
        X509Bundle certificate = TestCertificates.bundle("shop", "localhost");
        use(new UpstreamTls(library, certificate.getCertificate()));
        try (RawBackend backend = backend(certificate, answering())) {
            Endpoint named = new Endpoint("localhost", backend.endpoint().port());
            assertThat(body(exchange(named))).isEqualTo("abc");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"other.default.svc", "localhost", "shop"})
    void otherNameGetsNothing(String name) throws Exception {
        X509Bundle certificate = TestCertificates.bundle("shop", name);
        use(new UpstreamTls(library, certificate.getCertificate()));
        isRefused(certificate);
    }

    @Test
    void unknownIssuerGetsNothing() throws Exception {
        X509Bundle certificate = TestCertificates.bundle("shop", SERVICE);
        use(new UpstreamTls(library, TestCertificates.bundle("shop", SERVICE).getCertificate()));
        isRefused(certificate);
    }

    @Test
    void jdkDecidesWhoIsTrustedWhereNothingIsSaid() throws Exception {
        isRefused(TestCertificates.bundle("shop", SERVICE));
    }

    private void isRefused(X509Bundle certificate) throws Exception {
        try (RawBackend backend = backend(certificate, answering())) {
            var failed = failed(exchange(backend.endpoint()));
            assertThat(failed.answer()).isEqualTo(Answer.UPSTREAM_TLS);
            assertThat(failed.progress()).isEqualTo(Progress.NOT_SENT);
            assertThat(backend.heads()).isEmpty();
            await().atMost(PATIENCE).until(() -> backend.open() == 0);
            await().atMost(PATIENCE).until(() -> upstreams().get(SHOP).view().open() == 0);
        }
    }

    @Test
    void clearTextBackendIsNotConnected() throws Exception {
        try (RawBackend backend = new RawBackend(peer -> peer.write(RawBackend.OK))) {
            assertThat(failed(exchange(backend.endpoint())).answer()).isEqualTo(Answer.UPSTREAM_TLS);
        }
    }
}
