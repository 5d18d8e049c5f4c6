package dev.sluice.listen;

import static dev.sluice.listen.Edge.https;
import static dev.sluice.listen.Edge.id;
import static dev.sluice.tls.TestCertificates.certificate;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.listener.ClientValidation;
import dev.sluice.config.listener.ClientValidation.Mode;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.tls.Certificate;
import dev.sluice.config.tls.Trust;
import dev.sluice.edge.wire.ClientStream;
import dev.sluice.hop.ClientCertificate;
import dev.sluice.listen.EngineClient.Hello;
import dev.sluice.publish.Served.SocketState;
import dev.sluice.stream.StreamRecorder;
import dev.sluice.stream.StreamServing;
import dev.sluice.testkit.FreePorts;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.testkit.QuietLog;
import dev.sluice.testkit.RawClient;
import dev.sluice.tls.ClientPki;
import dev.sluice.tls.ClientPki.Client;
import dev.sluice.tls.TlsLibrary;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a Listener asks of clients, over real sockets, with each TLS library. */
@ParameterizedClass
@EnumSource(names = {"BORINGSSL", "JDK"})
@ExtendWith(LeakDetection.class)
class ClientCertificatesTest {

    @RegisterExtension
    static final QuietLog LOG = QuietLog.except();

    private static final Certificate SHOP = certificate("shop", "shop.example.com");
    private static final ClientPki PKI = new ClientPki();
    private static final String REFUSED = "refused";
    private static final String NOBODY = "nobody";

    private final int port = FreePorts.next();
    private final TlsLibrary library;
    private final ListenerServers servers;

    ClientCertificatesTest(TlsLibrary library) {
        assumeThat(library.isAvailable()).as("%s on this machine", library).isTrue();
        this.library = library;
        ListenSettings settings = Edge.settings(Duration.ofMillis(50), Duration.ofSeconds(5), library);
        servers = new ListenerServers(
                settings,
                new EventLoops(Transport.AUTO),
                ClientCertificatesTest::sayWhoTheClientIs,
                new StreamServing(),
                StreamRecorder.NONE);
    }

    @AfterEach
    void closeAll() {
        servers.close();
    }

    private static void sayWhoTheClientIs(ClientStream stream) {
        stream.observe(new Edge.Quiet());
        ClientCertificate client = stream.connection().clientCertificate();
        var text = Unpooled.copiedBuffer(client == null ? NOBODY : client.subject(), UTF_8);
        stream.writeHead(
                HttpResponseStatus.OK,
                new DefaultHttpHeaders().set(HttpHeaderNames.CONTENT_LENGTH, text.readableBytes()));
        stream.writePart(text);
        stream.writeEnd(EmptyHttpHeaders.INSTANCE);
    }

    private static Listener listener(String name, String hostname, @Nullable ClientValidation validation) {
        return new Listener(
                new ListenerId("default", "a", name),
                new Hostname(hostname),
                List.of(SHOP),
                validation,
                List.of(),
                null);
    }

    private void serve(Listener... listeners) {
        assertThat(servers.open(List.of(https("a", port, listeners))).get(id("a")))
                .isInstanceOf(SocketState.Open.class);
        servers.retain(Set.of(id("a")));
    }

    private SSLSocket socket(SSLContext context, String version, String... serverName) throws IOException {
        // With a name and a port, so that the client finds the sessions that it has.
        SSLSocket socket = (SSLSocket) context.getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress().getHostAddress(), port);
        socket.setSoTimeout(20_000);
        socket.setEnabledProtocols(new String[] {version});
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(
                Stream.of(serverName).<SNIServerName>map(SNIHostName::new).toList());
        socket.setSSLParameters(parameters);
        return socket;
    }

    /** Who a client is for the gateway. By TLS 1.3 it hears of a refusal after its part of the handshake. */
    private String seen(SSLContext context, String version, String... serverName) throws IOException {
        try (RawClient client = RawClient.over(socket(context, version, serverName))) {
            return body(client.get());
        } catch (IOException refused) {
            return REFUSED;
        }
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    private static String subject(Client client) {
        var bundle = PKI.bundle(client);
        return bundle == null ? NOBODY : new ClientCertificate(List.of(bundle.getCertificate())).subject();
    }

    @Nested
    class AClient {

        @ParameterizedTest
        @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
        void isServedWhereAGoodCertificateIsRequiredOnlyWithOne(String version) throws IOException {
            serve(listener("shop", "shop.example.com", PKI.validation(Mode.REQUIRED)));

            for (Client client : Client.values()) {
                assertThat(seen(PKI.context(client), version, "shop.example.com"))
                        .as("%s", client)
                        .isEqualTo(client.isGood() ? subject(client) : REFUSED);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
        void isServedWithoutAGoodCertificateAsNobodyWhereThatIsAllowed(String version) throws IOException {
            serve(listener("shop", "shop.example.com", PKI.validation(Mode.INSECURE_FALLBACK)));

            for (Client client : Client.values()) {
                // The JDK ends the handshake with a client that sends more certificates than it takes.
                boolean refused = client == Client.TOO_LONG && library == TlsLibrary.JDK;
                assertThat(seen(PKI.context(client), version, "shop.example.com"))
                        .as("%s", client)
                        .isEqualTo(client.isGood() ? subject(client) : refused ? REFUSED : NOBODY);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
        void isNotAskedWhereNothingIsRequired(String version) throws IOException {
            serve(listener("shop", "shop.example.com", null));

            assertThat(seen(PKI.context(Client.RIGHT), version, "shop.example.com"))
                    .isEqualTo(NOBODY);
            assertThat(seen(PKI.context(Client.NONE), version, "shop.example.com"))
                    .isEqualTo(NOBODY);
        }

        @ParameterizedTest
        @CsvSource({"ecp384, TLSv1.2", "ecp384, TLSv1.3", "rsa3072, TLSv1.3", "ed25519, TLSv1.3", "ed448, TLSv1.3"})
        void mayHaveAKeyOfAnyKindThatTheLibraryTakes(Algorithm algorithm, String version) throws IOException {
            serve(listener("shop", "shop.example.com", PKI.validation(Mode.REQUIRED)));
            SSLContext client = ClientPki.context(ClientPki.clientOf(PKI.issuer(), "CN=kind", algorithm));
            boolean taken = library == TlsLibrary.JDK || !algorithm.name().startsWith("ed");

            assertThat(seen(client, version, "shop.example.com")).isEqualTo(taken ? "CN=kind" : REFUSED);
        }
    }

    @Nested
    class AClientHello {

        @ParameterizedTest
        @EnumSource(Hello.class)
        void isAnsweredByTheSameQuestionHoweverItIsCut(Hello hello) throws IOException {
            serve(listener("shop", "shop.example.com", PKI.validation(Mode.REQUIRED)), listener("any", "", null));

            EngineClient.handshake(PKI.context(Client.RIGHT), "TLSv1.3", port, hello);
            for (Client client : List.of(Client.NONE, Client.FOREIGN)) {
                assertThatIOException()
                        .as("%s", client)
                        .isThrownBy(() -> EngineClient.handshake(PKI.context(client), "TLSv1.3", port, hello));
            }
        }
    }

    @Nested
    class AListener {

        @Test
        void asksForItself() throws IOException {
            serve(
                    listener("shop", "shop.example.com", PKI.validation(Mode.REQUIRED)),
                    listener("open", "*.example.com", null),
                    listener("any", "", PKI.validation(Mode.INSECURE_FALLBACK)));

            assertThat(asForeign("shop.example.com")).isEqualTo(REFUSED);
            assertThat(asForeign("other.example.com")).isEqualTo(NOBODY);
            assertThat(asForeign("other.test")).isEqualTo(NOBODY);
            assertThat(asForeign()).isEqualTo(NOBODY);
            assertThat(seen(PKI.context(Client.RIGHT), "TLSv1.3")).isEqualTo("CN=right,O=Shop");
        }

        /** Without memory: the JDK's client repeats the name of an earlier connection to the port. */
        private String asForeign(String... serverName) throws IOException {
            return seen(PKI.context(Client.FOREIGN), "TLSv1.3", serverName);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "-----BEGIN "})
        void whoseIssuersCannotBeReadRefusesEveryone(String pem) throws IOException {
            var unreadable = new ClientValidation(new Trust.Anchors("ConfigMap default/ca", pem), Mode.REQUIRED);
            serve(listener("shop", "shop.example.com", unreadable), listener("any", "", null));

            assertThat(seen(PKI.context(Client.RIGHT), "TLSv1.3", "shop.example.com"))
                    .isEqualTo(REFUSED);
            assertThat(seen(PKI.context(Client.NONE), "TLSv1.3", "other.test")).isEqualTo(NOBODY);
            assertThat(servers.tlsFailures().values())
                    .singleElement()
                    .asString()
                    .startsWith("ConfigMap default/ca cannot be used: ")
                    .endsWith("; put PEM certificates of the clients' issuers into ca.crt");
        }

        @Test
        void whoseIssuersCanBeReadAgainIsServedAgain() throws IOException {
            var unreadable = new ClientValidation(new Trust.Anchors("ConfigMap default/ca", ""), Mode.REQUIRED);
            serve(listener("shop", "shop.example.com", unreadable), listener("any", "", null));
            serve(listener("shop", "shop.example.com", PKI.validation(Mode.REQUIRED)), listener("any", "", null));

            assertThat(seen(PKI.context(Client.RIGHT), "TLSv1.3", "shop.example.com"))
                    .isEqualTo("CN=right,O=Shop");
            assertThat(servers.tlsFailures()).isEmpty();
        }
    }

    @Nested
    class ASession {

        @ParameterizedTest
        @CsvSource({"TLSv1.2, REQUIRED", "TLSv1.3, REQUIRED", "TLSv1.2, INSECURE_FALLBACK", "TLSv1.3, INSECURE_FALLBACK"
        })
        void thatIsResumedStillKnowsTheClient(String version, Mode mode) throws IOException {
            serve(listener("shop", "shop.example.com", PKI.validation(mode)));
            SSLContext right = PKI.context(Client.INTERMEDIATE_SENT);

            assertThat(resumed(right, version)).isFalse();
            assertThat(resumed(right, version)).isTrue();
            assertThat(seen(right, version, "shop.example.com")).isEqualTo("CN=below");
        }

        @ParameterizedTest
        @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
        void ofNobodyStaysNobodys(String version) throws IOException {
            serve(listener("shop", "shop.example.com", PKI.validation(Mode.INSECURE_FALLBACK)));
            SSLContext foreign = PKI.context(Client.FOREIGN);

            assertThat(resumed(foreign, version)).isFalse();
            assertThat(resumed(foreign, version)).isTrue();
            assertThat(seen(foreign, version, "shop.example.com")).isEqualTo(NOBODY);
        }

        /** Its issuer may have been taken out because its key was stolen. */
        @ParameterizedTest
        @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
        void ofAnOlderTrustIsNeverResumed(String version) throws IOException {
            serve(listener("shop", "shop.example.com", PKI.validation(Mode.REQUIRED)));
            SSLContext right = PKI.context(Client.RIGHT);
            assertThat(resumed(right, version)).isFalse();

            serve(listener("shop", "shop.example.com", other(Mode.REQUIRED)));
            assertThat(seen(right, version, "shop.example.com")).isEqualTo(REFUSED);

            serve(listener("shop", "shop.example.com", other(Mode.INSECURE_FALLBACK)));
            assertThat(resumed(right, version)).isFalse();
            assertThat(seen(right, version, "shop.example.com")).isEqualTo(NOBODY);
        }

        /** A client that sent none when nothing was asked for has a session too. */
        @ParameterizedTest
        @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
        void ofATimeWithoutValidationIsNeverResumed(String version) throws IOException {
            serve(listener("shop", "shop.example.com", null));
            SSLContext none = PKI.context(Client.NONE);
            assertThat(resumed(none, version)).isFalse();
            assertThat(resumed(none, version)).isTrue();

            serve(listener("shop", "shop.example.com", PKI.validation(Mode.REQUIRED)));

            assertThat(seen(none, version, "shop.example.com")).isEqualTo(REFUSED);
        }

        /** The handshake that resumes it asks for no certificate. */
        @Test
        void ofACertificateThatHasExpiredIsNobodys() throws IOException {
            serve(
                    listener("shop", "shop.example.com", PKI.validation(Mode.REQUIRED)),
                    listener("soft", "soft.example.com", PKI.validation(Mode.INSECURE_FALLBACK)));
            X509Bundle brief = ClientPki.clientUntil(Instant.now().plusSeconds(4), PKI.issuer(), "CN=brief");
            List<Again> clients = Stream.of("TLSv1.2", "TLSv1.3")
                    .flatMap(version -> Stream.of("shop.example.com", "soft.example.com")
                            .map(name -> new Again(ClientPki.context(brief), version, name)))
                    .toList();
            Instant end = brief.getCertificate().getNotAfter().toInstant();
            for (Again client : clients) {
                assertThat(seenAgain(client)).isEqualTo("new CN=brief");
                assertThat(seenAgain(client)).isEqualTo("resumed CN=brief");
            }

            await().atMost(Duration.ofSeconds(20)).until(() -> Instant.now().isAfter(end));

            for (Again client : clients) {
                assertThat(seenAgain(client))
                        .isEqualTo("resumed " + (client.serverName.startsWith("shop") ? REFUSED : NOBODY));
            }
        }

        /**
         * A client that connects again. One for each name: the JDK's repeats the name of the session that it offers.
         */
        private record Again(SSLContext context, String version, String serverName) {}

        private String seenAgain(Again client) throws IOException {
            long before = System.currentTimeMillis();
            try (SSLSocket socket = socket(client.context, client.version, client.serverName);
                    RawClient connection = RawClient.over(socket)) {
                socket.startHandshake();
                String which = socket.getSession().getCreationTime() < before ? "resumed " : "new ";
                try {
                    return which + body(connection.get());
                } catch (IOException refused) {
                    return which + REFUSED;
                }
            }
        }

        private ClientValidation other(Mode mode) {
            return ClientPki.validation(mode, ClientPki.authority("CN=issuer"));
        }

        private boolean resumed(SSLContext context, String version) throws IOException {
            long before = System.currentTimeMillis();
            try (SSLSocket socket = socket(context, version, "shop.example.com");
                    RawClient client = RawClient.over(socket)) {
                client.get();
                return socket.getSession().getCreationTime() < before;
            }
        }
    }

    @Nested
    class AChange {

        static Stream<Arguments> thatEnds() {
            ClientValidation stranger = ClientPki.validation(Mode.REQUIRED, ClientPki.authority("CN=issuer"));
            ClientValidation known = PKI.validation(Mode.REQUIRED);
            return Stream.of(
                    Arguments.of("trust that is taken away", known, stranger),
                    Arguments.of("trust that is taken away from those who may be nobody", known, fallback(stranger)),
                    Arguments.of("a certificate that was not asked for", null, known),
                    Arguments.of("a certificate that is not asked for any more", known, null));
        }

        private static ClientValidation fallback(ClientValidation validation) {
            return new ClientValidation(validation.trust(), Mode.INSECURE_FALLBACK);
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("thatEnds")
        void ofTrustEndsConnectionsOfItsListenerAndNoOthers(
                String name, @Nullable ClientValidation before, @Nullable ClientValidation after) throws IOException {
            Listener kept = listener("kept", "kept.example.com", PKI.validation(Mode.REQUIRED));
            serve(kept, listener("shop", "shop.example.com", before));
            try (RawClient stays = connect("kept.example.com");
                    RawClient ends = connect("shop.example.com")) {
                ends.get();
                stays.get();

                serve(kept, listener("shop", "shop.example.com", after));

                await().atMost(Duration.ofSeconds(20)).until(() -> ends.get().contains("connection: close"));
                assertThat(stays.get()).doesNotContain("connection: close");
            }
        }

        /** And so does a client whose issuer remains. */
        @Test
        void ofTrustKeepsConnectionsThatItAcceptsToo() throws IOException {
            serve(listener("shop", "shop.example.com", PKI.validation(Mode.REQUIRED)));
            try (RawClient stays = connect("shop.example.com")) {
                stays.get();
                for (ClientValidation next : List.of(
                        ClientPki.validation(Mode.REQUIRED, PKI.issuer()),
                        PKI.validation(Mode.INSECURE_FALLBACK),
                        ClientPki.validation(Mode.REQUIRED, PKI.issuer(), ClientPki.authority("CN=new")))) {
                    serve(listener("shop", "shop.example.com", next));

                    assertThat(stays.get()).contains("CN=right").doesNotContain("connection: close");
                    assertThat(stays.get()).contains("CN=right").doesNotContain("connection: close");
                }
            }
        }

        @Test
        void ofNothingThatIsAskedEndsNoConnection() throws IOException {
            serve(listener("shop", "shop.example.com", PKI.validation(Mode.REQUIRED)));
            try (RawClient stays = connect("shop.example.com")) {
                stays.get();

                serve(
                        listener("shop", "shop.example.com", PKI.validation(Mode.REQUIRED)),
                        listener("new", "new.example.com", null));

                assertThat(stays.get()).doesNotContain("connection: close");
                assertThat(stays.get()).doesNotContain("connection: close");
            }
        }

        private RawClient connect(String serverName) throws IOException {
            return RawClient.over(socket(PKI.context(Client.RIGHT), "TLSv1.3", serverName));
        }
    }
}
