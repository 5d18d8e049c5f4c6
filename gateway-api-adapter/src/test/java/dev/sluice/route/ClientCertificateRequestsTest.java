package dev.sluice.route;

import static dev.sluice.route.Configs.route;
import static dev.sluice.route.TlsClient.connect;
import static dev.sluice.route.TlsClient.field;
import static dev.sluice.route.TlsClient.get;
import static dev.sluice.route.TlsClient.listener;
import static dev.sluice.route.TlsClient.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.listener.ClientValidation;
import dev.sluice.config.listener.ClientValidation.Mode;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.testkit.RawClient;
import dev.sluice.tls.ClientPki;
import dev.sluice.tls.ClientPki.Client;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SNIHostName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.tcp.SslProvider.GenericSslContextSpec;

/** What becomes of a request by the certificate that its client has shown, over real TLS sockets, in both lanes. */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
@ExtendWith({DataPlanes.Shared.class, LeakDetection.class})
class ClientCertificateRequestsTest {

    private static final String XFCC = "x-forwarded-client-cert";
    private static final String FORGED = "X-Forwarded-Client-Cert: Hash=0;Subject=\"CN=forged\"";
    private static final ClientPki PKI = new ClientPki();
    private static final ClientValidation REQUIRED = PKI.validation(Mode.REQUIRED);
    private static final ClientValidation FALLBACK = PKI.validation(Mode.INSECURE_FALLBACK);

    @SuppressWarnings("NullAway.Init")
    private static DataPlaneFixture gateway;

    @Parameter
    @SuppressWarnings("NullAway.Init")
    LaneSetting lane;

    private static int version;

    @BeforeParameterizedClassInvocation
    static void start(LaneSetting lane, DataPlanes planes) {
        gateway = planes.with(lane, "--sluice.listen.client-certificate-header=xfcc");
    }

    @BeforeEach
    void serveAll() {
        serve(REQUIRED);
    }

    private static void serve(@Nullable ClientValidation ofShop) {
        var socket = TlsClient.socket(
                "gw",
                gateway.dataPort,
                listener("gw", "shop", "shop.example.com", ofShop, route("shop", "/")),
                listener("gw", "soft", "soft.example.com", FALLBACK, route("soft", "/")),
                listener("gw", "open", "*.example.com", null, route("open", "/")),
                listener("gw", "any", "", REQUIRED, route("any", "/")));
        gateway.apply(new GatewayConfig(++version, List.of(socket), TlsClient.backends(gateway)));
    }

    private static RawClient over(Client client, @Nullable String serverName) throws IOException {
        return connect(PKI.context(client), gateway.dataPort, null, serverName);
    }

    /** Status and answer by a protocol. */
    private static String ask(
            HttpProtocol protocol, Client client, String serverName, String host, String... namesAndValues) {
        GenericSslContextSpec<SslContextBuilder> tls =
                protocol == HttpProtocol.H2 ? Http2SslContextSpec.forClient() : Http11SslContextSpec.forClient();
        X509Bundle bundle = PKI.bundle(client);
        tls.configure(context -> {
            context.trustManager(InsecureTrustManagerFactory.INSTANCE);
            if (bundle != null) {
                context.keyManager(bundle.getKeyPair().getPrivate(), bundle.getCertificatePath());
            }
        });
        return Objects.requireNonNull(HttpClient.newConnection()
                .protocol(protocol)
                .secure(spec -> spec.sslContext(tls).serverNames(new SNIHostName(serverName)))
                .headers(headers -> {
                    headers.set("Host", host);
                    for (int i = 0; i < namesAndValues.length; i += 2) {
                        headers.add(namesAndValues[i], namesAndValues[i + 1]);
                    }
                })
                .get()
                .uri("https://127.0.0.1:" + gateway.dataPort + "/")
                .responseSingle((response, body) ->
                        body.asString().map(text -> response.status().code() + " " + text))
                .block(Duration.ofSeconds(20)));
    }

    @Nested
    class ABackend {

        @ParameterizedTest
        @EnumSource(names = {"HTTP11", "H2"})
        void readsTheVerifiedCertificateAndNothingThatAClientWrites(HttpProtocol protocol) {
            String answer = ask(
                    protocol,
                    Client.RIGHT,
                    "shop.example.com",
                    "shop.example.com",
                    "x-forwarded-client-cert",
                    "Hash=0;Subject=\"CN=forged\"",
                    "client-cert",
                    ":AAAA:",
                    "client-cert-chain",
                    ":AAAA:");

            assertThat(answer).startsWith("200 ");
            assertThat(field(answer, XFCC))
                    .matches(
                            "Hash=[0-9a-f]{64};Cert=\"[^\"]+\";Subject=\"CN=right,O=Shop\";URI=spiffe://example.com/right-O-Shop");
            assertThat(answer).doesNotContain("forged").doesNotContainIgnoringCase("\nclient-cert");
        }

        @ParameterizedTest
        @CsvSource({"HTTP11, FOREIGN", "H2, NONE"})
        void readsNothingOfACertificateThatIsNotVerified(HttpProtocol protocol, Client client) {
            String answer = ask(protocol, client, "soft.example.com", "soft.example.com", XFCC, "Hash=0");

            assertThat(answer).startsWith("200 ");
            assertThat(field(answer, XFCC)).isNull();
        }

        @ParameterizedTest
        @ValueSource(strings = {FORGED, "Client-Cert: :AAAA:", "CLIENT_CERT: :AAAA:"})
        void readsNothingWhereNothingIsAsked(String line) throws IOException {
            try (RawClient client = over(Client.RIGHT, "open.example.com")) {
                String answer = get(client, "open.example.com", line);

                assertThat(status(answer)).isEqualTo(200);
                assertThat(answer).doesNotContainIgnoringCase(XFCC).doesNotContainIgnoringCase("client-cert");
                assertThat(answer).doesNotContainIgnoringCase("client_cert");
            }
        }

        /** A client could otherwise have its own certificate hidden. */
        @Test
        void readsItThoughTheClientNamesItForItsConnection() throws IOException {
            try (RawClient client = over(Client.RIGHT, "shop.example.com")) {
                assertThat(field(get(client, "shop.example.com", "Connection: " + XFCC), XFCC))
                        .contains("CN=right");
            }
        }

        @Test
        void readsNothingOfAForgedTrailer() throws IOException {
            try (RawClient client = over(Client.RIGHT, "open.example.com")) {
                client.send("POST / HTTP/1.1\r\nHost: open.example.com\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "1\r\na\r\n0\r\n" + FORGED + "\r\nClient-Cert: :A:\r\nX-Sum: 1\r\n\r\n");

                assertThat(client.answer()).startsWith("HTTP/1.1 200").doesNotContainIgnoringCase("forged");
            }
        }
    }

    @Nested
    class AConnection {

        @ParameterizedTest
        @CsvSource({
            "HTTP11, open.example.com, shop.example.com",
            "H2, open.example.com, shop.example.com",
            "H2, soft.example.com, shop.example.com",
            "H2, shop.example.com, soft.example.com",
            "H2, open.example.com, other.test"
        })
        void servesNoOtherListener(HttpProtocol protocol, String serverName, String host) {
            assertThat(ask(protocol, Client.RIGHT, serverName, host)).startsWith("421 ");
        }

        @Test
        void withoutServerNameServesOnlyTheListenerWithoutHostname() throws IOException {
            for (String host : List.of("shop.example.com", "open.example.com", "other.test")) {
                try (RawClient client = over(Client.RIGHT, null)) {
                    assertThat(status(get(client, host))).isEqualTo(host.equals("other.test") ? 200 : 421);
                }
            }
        }

        /** Requests of both are on one connection, as a browser has them where one certificate names both hosts. */
        @Test
        void ofHttp2ServesEachHostByItself() {
            GenericSslContextSpec<SslContextBuilder> tls = Http2SslContextSpec.forClient();
            tls.configure(context -> context.trustManager(InsecureTrustManagerFactory.INSTANCE));
            HttpClient client = HttpClient.create()
                    .protocol(HttpProtocol.H2)
                    .secure(spec -> spec.sslContext(tls).serverNames(new SNIHostName("open.example.com")));
            List<String> statuses = new ArrayList<>();
            for (String host : List.of("open.example.com", "shop.example.com", "more.example.com")) {
                statuses.add(client.headers(headers -> headers.set("Host", host))
                        .get()
                        .uri("https://127.0.0.1:" + gateway.dataPort + "/")
                        .responseSingle((response, body) ->
                                body.asString().map(text -> response.status().code() + ""))
                        .block(Duration.ofSeconds(20)));
            }

            assertThat(statuses).containsExactly("200", "421", "200");
        }

        @Test
        void thatWasNotAskedServesNoListenerThatAsks() throws IOException {
            serve(null);
            try (RawClient client = over(Client.NONE, "shop.example.com")) {
                assertThat(status(get(client, "shop.example.com"))).isEqualTo(200);

                serve(REQUIRED);

                assertMisdirected(get(client, "shop.example.com"));
            }
        }

        @Test
        void servesNoListenerWhoseTrustHasChangedSince() throws IOException {
            List<@Nullable ClientValidation> changes = new ArrayList<>();
            changes.add(ClientPki.validation(Mode.REQUIRED, PKI.issuer()));
            changes.add(null);
            for (ClientValidation change : changes) {
                serve(REQUIRED);
                try (RawClient client = over(Client.OF_SECOND_ISSUER, "shop.example.com")) {
                    assertThat(status(get(client, "shop.example.com"))).isEqualTo(200);

                    serve(change);

                    assertMisdirected(get(client, "shop.example.com"));
                }
            }
        }

        @Test
        void servesOnWhereTheListenerAcceptsItsClientByNow() throws IOException {
            serve(REQUIRED);
            try (RawClient client = over(Client.OF_SECOND_ISSUER, "shop.example.com")) {
                assertThat(status(get(client, "shop.example.com"))).isEqualTo(200);

                serve(FALLBACK);

                assertThat(status(get(client, "shop.example.com"))).isEqualTo(200);
            }
        }

        @Test
        void servesOnWhereTheTrustIsTheSame() throws IOException {
            try (RawClient client = over(Client.RIGHT, "shop.example.com")) {
                for (int i = 0; i < 3; i++) {
                    String answer = get(client, "shop.example.com");
                    assertThat(status(answer)).isEqualTo(200);
                    assertThat(answer).doesNotContain("connection: close");
                    serve(PKI.validation(Mode.REQUIRED));
                }
            }
        }

        private static void assertMisdirected(String answer) {
            assertThat(status(answer)).isEqualTo(421);
            assertThat(answer).contains("connection: close");
        }
    }

    @Nested
    class Curl {

        @TempDir
        @SuppressWarnings("NullAway.Init")
        Path folder;

        @ParameterizedTest
        @CsvSource({"--http1.1, 1.1", "--http2, 2"})
        void isServedWithACertificateAndRefusedWithout(String option, String protocol) throws Exception {
            X509Bundle right = Objects.requireNonNull(PKI.bundle(Client.INTERMEDIATE_SENT));
            Path chain = Files.writeString(folder.resolve("chain.pem"), right.getCertificatePathPEM());
            Path key = Files.writeString(folder.resolve("key.pem"), right.getPrivateKeyPEM());

            assertThat(curl(option, "--cert", chain.toString(), "--key", key.toString()))
                    .contains("CN=below")
                    .endsWith(" 200 " + protocol);
            assertThat(curl(option)).endsWith(" 000 0");
        }

        private String curl(String... options) throws IOException, InterruptedException {
            assumeThat(isInstalled()).as("curl").isTrue();
            String host = "shop.example.com:" + gateway.dataPort;
            List<String> command = new ArrayList<>(List.of(
                    "curl",
                    "-sk",
                    "--max-time",
                    "20",
                    "--resolve",
                    host + ":127.0.0.1",
                    "-w",
                    " %{http_code} %{http_version}"));
            command.addAll(List.of(options));
            command.add("https://" + host + "/");
            Process curl = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String answer = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            curl.waitFor();
            return answer;
        }

        private static boolean isInstalled() throws InterruptedException {
            try {
                return new ProcessBuilder("curl", "--version")
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .start()
                                .waitFor()
                        == 0;
            } catch (IOException absent) {
                return false;
            }
        }
    }

    @Nested
    class ASpringFilter {

        @Test
        void seesTheVerifiedCertificate() throws IOException {
            assumeThat(lane).isEqualTo(LaneSetting.WEBFLUX);
            var filter = Configs.spring("ShowClient", Map.of());
            var socket = TlsClient.socket(
                    "gw",
                    gateway.dataPort,
                    listener("gw", "shop", "shop.example.com", REQUIRED, route("shop", "/", filter)),
                    listener("gw", "soft", "soft.example.com", FALLBACK, route("soft", "/", filter)));
            gateway.apply(new GatewayConfig(++version, List.of(socket), TlsClient.backends(gateway)));

            assertThat(seen(Client.RIGHT, "shop.example.com")).isEqualTo("CN=right,O=Shop");
            assertThat(seen(Client.RIGHT, "soft.example.com")).isEqualTo("CN=right,O=Shop");
            assertThat(seen(Client.FOREIGN, "soft.example.com")).isEqualTo("nobody");
            assertThat(seen(Client.NONE, "soft.example.com")).isEqualTo("nobody");
        }

        private static @Nullable String seen(Client client, String host) throws IOException {
            try (RawClient connection = over(client, host)) {
                return field(get(connection, host), "x-client");
            }
        }
    }
}
