package dev.sluice.app.example;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.HttpBackend;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;

/** Traffic of each kind of route to backends that are no Services. */
class BackendKindsTest {

    private static final int PATIENCE = 20_000;
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final String TLS = "{mode: ServerOnly, validation: {hostname: %s,"
            + " caCertificateRefs: [{group: '', kind: ConfigMap, name: issuer}]}}";
    private static final List<AutoCloseable> OPENED = new ArrayList<>();

    @TempDir
    private static Path folder;

    private static RunningExample example;

    @BeforeAll
    static void start() throws Exception {
        X509Bundle theirs = certificate("inner.example.com");
        ServerSocket plain = opened(new ServerSocket(0, 50, LOOPBACK));
        serve(plain, "plain");
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(theirs.toKeyManagerFactory().getKeyManagers(), null, null);
        ServerSocket secured = opened(tls.getServerSocketFactory().createServerSocket(0, 50, LOOPBACK));
        serve(secured, "secured");
        DatagramSocket datagrams = opened(new DatagramSocket(0, LOOPBACK));
        Thread.ofPlatform().daemon().start(() -> answer(datagrams));
        HttpBackend https = opened(https(theirs));

        Files.writeString(
                folder.resolve("objects.yaml"),
                objects(theirs, plain.getLocalPort(), secured.getLocalPort(), datagrams.getLocalPort(), https.port()));
        example = RunningExample.start(folder.toAbsolutePath().toString());
    }

    @AfterAll
    static void stop() throws Exception {
        example.close();
        for (AutoCloseable it : OPENED) {
            it.close();
        }
    }

    private static <T extends AutoCloseable> T opened(T socket) {
        OPENED.add(socket);
        return socket;
    }

    private static X509Bundle certificate(String name) throws Exception {
        return new CertificateBuilder()
                .subject("CN=" + name)
                .addSanDnsName(name)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    /** Says a name, then sends back what comes. */
    private static void serve(ServerSocket server, String name) {
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket client = server.accept();
                    Thread.ofVirtual().start(() -> {
                        try (client) {
                            client.getOutputStream().write((name + "\n").getBytes(US_ASCII));
                            client.getInputStream().transferTo(client.getOutputStream());
                        } catch (IOException broken) {
                            // The test says what it expects.
                        }
                    });
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    private static void answer(DatagramSocket socket) {
        var datagram = new DatagramPacket(new byte[100], 100);
        while (!socket.isClosed()) {
            try {
                datagram.setLength(100);
                socket.receive(datagram);
                socket.send(datagram);
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static HttpBackend https(X509Bundle theirs) throws Exception {
        SslContext context = Http2SslContextSpec.forServer(theirs.toKeyManagerFactory())
                .configure(builder -> builder.sslProvider(SslProvider.JDK))
                .sslContext();
        return HttpBackend.start(server -> server.protocol(HttpProtocol.H2, HttpProtocol.HTTP11)
                .secure(spec -> spec.sslContext(context))
                .handle((_, response) -> response.header("x-backend", "secured")
                        .header("grpc-status", "0")
                        .sendString(Mono.just(""))));
    }

    /** What a connection to this port gets first, and whether the rest goes both ways. */
    private static String greeting(Socket client) throws IOException {
        try (client) {
            client.setSoTimeout(PATIENCE);
            var line = new StringBuilder();
            for (int octet = client.getInputStream().read();
                    octet >= 0 && octet != '\n';
                    octet = client.getInputStream().read()) {
                line.append((char) octet);
            }
            client.getOutputStream().write("hello".getBytes(US_ASCII));
            assertThat(client.getInputStream().readNBytes(5))
                    .asString(US_ASCII)
                    .isEqualTo(line.isEmpty() ? "" : "hello");
            return line.toString();
        }
    }

    private static SSLSocket tls(String serverName) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(LOOPBACK, example.port("gw", 443));
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.<SNIServerName>of(new SNIHostName(serverName)));
        socket.setSSLParameters(parameters);
        return socket;
    }

    private static String call(String method) {
        String backend = HttpClient.newConnection()
                .protocol(HttpProtocol.H2C)
                .headers(headers -> headers.set("Host", "grpc.example.com").set("Content-Type", "application/grpc"))
                .post()
                .uri("http://127.0.0.1:" + example.port("gw", 80) + "/kinds.v1.Backends/" + method)
                .responseSingle((response, body) -> body.asString()
                        .defaultIfEmpty("")
                        .map(_ -> String.valueOf(response.responseHeaders().get("x-backend", "none"))))
                .block(Duration.ofMillis(PATIENCE));
        return String.valueOf(backend);
    }

    @Nested
    class AServiceImport {

        @Test
        void leadsRequestsToTheEndpointsOfAllItsClusters() {
            Set<String> seen = new TreeSet<>();
            for (int i = 0; i < 100 && seen.size() < 2; i++) {
                seen.add(example.to("gw", 80).path("/import").backend());
            }
            assertThat(seen).containsExactly("first", "second");
        }

        @Test
        void leadsCallsToThePortThatTheyName() {
            assertThat(call("Import")).isEqualTo("second");
        }

        @Test
        void leadsConnectionsToItsTcpPort() throws Exception {
            assertThat(greeting(new Socket(LOOPBACK, example.port("gw", 53)))).isEqualTo("plain");
        }

        @Test
        void leadsDatagramsToItsUdpPort() throws Exception {
            try (var client = new DatagramSocket()) {
                client.setSoTimeout(PATIENCE);
                client.connect(LOOPBACK, example.port("gw", 53));
                client.send(new DatagramPacket("hello".getBytes(US_ASCII), 5));
                var answer = new DatagramPacket(new byte[100], 100);
                client.receive(answer);
                assertThat(new String(answer.getData(), 0, answer.getLength(), US_ASCII))
                        .isEqualTo("hello");
            }
        }

        @Test
        void leadsWhatIsInTlsToItsTcpPort() throws Exception {
            assertThat(greeting(tls("import.example.com"))).isEqualTo("plain");
        }
    }

    @Nested
    class AnXBackend {

        @ParameterizedTest
        @CsvSource({"/named,first", "/secure,secured", "/secure-named,secured"})
        void takesRequestsByItsNameAndByTls(String path, String backend) {
            assertThat(example.to("gw", 80).path(path).headers().get("x-backend"))
                    .isEqualTo(backend);
        }

        @ParameterizedTest
        @CsvSource({"Selected,first", "Named,first", "Secure,secured"})
        void takesCallsOfItsPodsByItsNameAndByTls(String method, String backend) {
            assertThat(call(method)).isEqualTo(backend);
        }

        @Test
        void takesNoRequestWhereTheBackendHasAnotherName() {
            assertThat(example.to("gw", 80).path("/misnamed").status()).isBetween(500, 599);
        }

        @ParameterizedTest
        @CsvSource({"7,plain", "81,secured"})
        void takesConnections(int port, String backend) throws Exception {
            assertThat(greeting(new Socket(LOOPBACK, example.port("gw", port)))).isEqualTo(backend);
        }

        @ParameterizedTest
        @CsvSource({"pods.example.com,plain", "named.example.com,plain", "secure.example.com,secured"})
        void takesWhatIsInTlsOfClients(String serverName, String backend) throws Exception {
            assertThat(greeting(tls(serverName))).isEqualTo(backend);
        }

        @ParameterizedTest
        @ValueSource(strings = "misnamed.example.com")
        void takesNothingWhereTheBackendHasAnotherName(String serverName) throws Exception {
            try {
                assertThat(greeting(tls(serverName))).isEmpty();
            } catch (IOException reset) {
                assertThat(reset).isNotNull();
            }
        }
    }

    private static String objects(X509Bundle theirs, int plain, int secured, int datagrams, int https)
            throws Exception {
        X509Bundle ours = certificate("ours.example.com");
        return read().replace("@PLAIN@", String.valueOf(plain))
                .replace("@SECURED@", String.valueOf(secured))
                .replace("@DATAGRAMS@", String.valueOf(datagrams))
                .replace("@HTTPS@", String.valueOf(https))
                .replace("@VERIFIED@", TLS.formatted("inner.example.com"))
                .replace("@MISNAMED@", TLS.formatted("other.example.com"))
                .replace("@ISSUER@", theirs.getCertificatePathPEM().indent(4).strip())
                .replace("@CHAIN@", base64(ours.getCertificatePathPEM()))
                .replace("@PRIVATE@", base64(ours.getPrivateKeyPEM()));
    }

    private static String read() throws IOException {
        try (var in = Objects.requireNonNull(BackendKindsTest.class.getResourceAsStream("/backend-kinds.yaml"))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private static String base64(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(US_ASCII));
    }
}
