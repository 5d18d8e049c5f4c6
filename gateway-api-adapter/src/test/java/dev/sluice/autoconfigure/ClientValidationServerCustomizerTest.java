package dev.sluice.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.config.listener.ClientValidation.Mode;
import dev.sluice.testkit.FreePorts;
import dev.sluice.tls.ClientPki;
import dev.sluice.tls.ClientPki.Client;
import dev.sluice.tls.ClientValidationCustomizer;
import dev.sluice.tls.TestCertificates;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.web.server.Http2;
import org.springframework.boot.web.server.WebServer;

/** The server of an application that is no Listener's. */
class ClientValidationServerCustomizerTest {

    private static final ClientPki PKI = new ClientPki();

    private static ClientValidationServerCustomizer customizer(Mode mode, boolean http2)
            throws GeneralSecurityException {
        var server = TestCertificates.bundle("server", "localhost");
        String password = "secret";
        SslBundle bundle = SslBundle.of(SslStoreBundle.of(server.toKeyStore(password.toCharArray()), password, null));
        return new ClientValidationServerCustomizer(ClientValidationCustomizer.of(PKI.validation(mode)), bundle, http2);
    }

    private static String ask(int port, Client client) throws IOException, InterruptedException {
        try (HttpClient http =
                HttpClient.newBuilder().sslContext(PKI.context(client)).build()) {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(URI.create("https://localhost:" + port))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return response.version() + " " + response.statusCode();
        }
    }

    @ParameterizedTest
    @CsvSource({"true, HTTP_2 200", "false, HTTP_1_1 200"})
    void servesOnlyClientsWithAGoodCertificate(boolean http2, String served) throws Exception {
        var factory = new NettyReactiveWebServerFactory(FreePorts.next());
        var enabled = new Http2();
        enabled.setEnabled(http2);
        factory.setHttp2(enabled);
        factory.addServerCustomizers(customizer(Mode.REQUIRED, http2));
        WebServer server = factory.getWebServer((request, response) -> response.setComplete());
        server.start();
        try {
            assertThat(ask(server.getPort(), Client.RIGHT)).isEqualTo(served);
            for (Client client : new Client[] {Client.NONE, Client.FOREIGN, Client.EXPIRED, Client.SERVER_ONLY}) {
                assertThatIOException().as("%s", client).isThrownBy(() -> ask(server.getPort(), client));
            }
        } finally {
            server.stop();
        }
    }

    @Test
    void wantsACertificateToBeRequired() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> customizer(Mode.INSECURE_FALLBACK, false))
                .withMessageContaining("REQUIRED");
    }
}
