package dev.sluice.listen;

import static dev.sluice.listen.Edge.https;
import static dev.sluice.tls.TestCertificates.certificate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.listener.ClientValidation;
import dev.sluice.config.listener.ClientValidation.Mode;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.tls.Certificate;
import dev.sluice.stream.StreamRecorder;
import dev.sluice.stream.StreamServing;
import dev.sluice.testkit.FreePorts;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.testkit.QuietLog;
import dev.sluice.testkit.RawClient;
import dev.sluice.tls.Alert;
import dev.sluice.tls.ClientPki;
import dev.sluice.tls.ClientPki.Client;
import dev.sluice.tls.HandshakeOutcome;
import dev.sluice.tls.TlsLibrary;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client is told of a handshake that fails, and how its end is counted, with each TLS library. */
@ParameterizedClass
@EnumSource(names = {"BORINGSSL", "JDK"})
@ExtendWith(LeakDetection.class)
class HandshakesTest {

    @RegisterExtension
    static final QuietLog LOG = QuietLog.except();

    private static final Certificate SHOP = certificate("shop", "shop.example.com");
    private static final ClientPki PKI = new ClientPki();
    private static final String SERVED = "served";

    private final int port = FreePorts.next();
    private final TlsLibrary library;
    private final ListenerServers servers;

    HandshakesTest(TlsLibrary library) {
        assumeThat(library.isAvailable()).as("%s on this machine", library).isTrue();
        this.library = library;
        ListenSettings settings =
                Edge.settings(Duration.ofMillis(500), Duration.ofMillis(50), Duration.ofSeconds(5), library);
        servers = new ListenerServers(
                settings, new EventLoops(Transport.AUTO), Edge::tell, new StreamServing(), StreamRecorder.NONE);
    }

    @AfterEach
    void closeAll() {
        servers.close();
    }

    private void serve(@Nullable ClientValidation validation) {
        serve(validation, new Hostname("shop.example.com"));
    }

    private void serve(@Nullable ClientValidation validation, Hostname hostname) {
        ListenerId name = new ListenerId("default", "a", "shop");
        Listener listener = new Listener(name, hostname, List.of(SHOP), validation, List.of(), null);
        servers.open(List.of(https("a", port, listener)));
    }

    /** The alert that a client reads, where it does not go on by itself. */
    private String shake(SSLContext context, String version, String serverName) throws IOException {
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.setEnabledProtocols(new String[] {version});
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(serverName)));
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            // By TLS 1.3 a client hears of a refusal after its part of the handshake.
            socket.getInputStream().read();
            return SERVED;
        } catch (SSLException refused) {
            return String.valueOf(Alert.received(refused));
        }
    }

    private Map<HandshakeOutcome, Long> counted() {
        var counted = new EnumMap<HandshakeOutcome, Long>(HandshakeOutcome.class);
        for (HandshakeOutcome outcome : HandshakeOutcome.values()) {
            long count = servers.handshakes().count(outcome);
            if (count > 0) {
                counted.put(outcome, count);
            }
        }
        return counted;
    }

    private void assertCounted(HandshakeOutcome only) {
        await().untilAsserted(() -> assertThat(counted()).containsExactly(Map.entry(only, 1L)));
    }

    /** The JDK gives no alert of its own to what a trust manager refuses. */
    @ParameterizedTest
    @CsvSource({
        "SELF_SIGNED, TLSv1.2, unknown_ca",
        "SELF_SIGNED, TLSv1.3, unknown_ca",
        "INTERMEDIATE_MISSING, TLSv1.3, unknown_ca",
        "EXPIRED, TLSv1.2, certificate_expired",
        "EXPIRED, TLSv1.3, certificate_expired",
        "NOT_YET_VALID, TLSv1.3, certificate_expired",
        "FOREIGN, TLSv1.3, bad_certificate",
        "SERVER_ONLY, TLSv1.3, bad_certificate"
    })
    void clientIsToldWhatIsWrongWithItsCertificate(Client client, String version, String boringssl) throws IOException {
        serve(PKI.validation(Mode.REQUIRED));
        String alert = library == TlsLibrary.BORINGSSL ? boringssl : "certificate_unknown";

        assertThat(shake(PKI.context(client), version, "shop.example.com")).isEqualTo(alert);
        assertCounted(HandshakeOutcome.CLIENT_CERTIFICATE);
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2, handshake_failure", "TLSv1.3, certificate_required"})
    void clientWithoutACertificateIsToldSo(String version, String alert) throws IOException {
        serve(PKI.validation(Mode.REQUIRED));

        assertThat(shake(PKI.context(Client.NONE), version, "shop.example.com")).isEqualTo(alert);
        assertCounted(HandshakeOutcome.CLIENT_CERTIFICATE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void goodOneIsCountedAsDone(String version) throws IOException {
        serve(null);

        try (SSLSocket socket = (SSLSocket)
                PKI.context(Client.NONE).getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.setEnabledProtocols(new String[] {version});
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName("shop.example.com")));
            socket.setSSLParameters(parameters);
            assertThat(RawClient.over(socket).get()).contains("200 OK");
            assertCounted(HandshakeOutcome.DONE);
        }
        assertCounted(HandshakeOutcome.DONE);
    }

    @Test
    void nameOfNoListenerIsCounted() throws IOException {
        serve(null);

        assertThat(shake(PKI.context(Client.NONE), "TLSv1.3", "other.example.com"))
                .isEqualTo("unrecognized_name");
        assertCounted(HandshakeOutcome.UNKNOWN_NAME);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void clientThatDoesNotTrustTheCertificateIsCounted(String version) throws Exception {
        serve(null);

        shake(SSLContext.getDefault(), version, "shop.example.com");
        assertCounted(HandshakeOutcome.REFUSED_BY_CLIENT);
    }

    @Test
    void whatIsNotTlsIsCounted() throws IOException {
        serve(null, Hostname.ANY);

        try (RawClient client = RawClient.to(port)) {
            client.send("GET / HTTP/1.1\r\nHost: shop.example.com\r\n\r\n");
            assertCounted(HandshakeOutcome.NOT_TLS);
        }
    }

    @Test
    void silenceIsCountedAsTimeout() throws IOException {
        serve(null);

        try (RawClient _ = RawClient.to(port)) {
            assertCounted(HandshakeOutcome.TIMEOUT);
        }
    }

    @Test
    void clientThatGoesIsCountedAsBroken() throws IOException {
        serve(null);

        RawClient.to(port).close();
        assertCounted(HandshakeOutcome.BROKEN);
    }
}
