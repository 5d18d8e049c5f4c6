package dev.sluice.autoconfigure;

import dev.sluice.tls.ClientValidationCustomizer;
import io.netty.handler.ssl.SslContextBuilder;
import javax.net.ssl.KeyManagerFactory;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.ssl.SslBundle;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.tcp.SslProvider.GenericSslContextSpec;

/**
 * Has the server of an application itself, rather than a Listener, ask for client certificates, by the code that
 * Listeners use. The application declares it as a bean; it takes the place of {@code server.ssl}.
 */
public final class ClientValidationServerCustomizer implements NettyServerCustomizer {

    private final ClientValidationCustomizer clients;
    private final KeyManagerFactory keys;
    private final boolean http2;

    /**
     * For servers with one certificate.
     *
     * @param clients a good certificate must be required; otherwise nothing would tell the application who is verified
     * @param server whose key and certificate are shown; its trust is not used
     * @param http2 whether HTTP/2 is spoken too
     * @throws IllegalArgumentException where no certificate is required
     */
    public ClientValidationServerCustomizer(ClientValidationCustomizer clients, SslBundle server, boolean http2) {
        if (!clients.isRequired()) {
            throw new IllegalArgumentException("mode: INSECURE_FALLBACK (expected: REQUIRED)");
        }
        this.clients = clients;
        this.keys = server.getManagers().getKeyManagerFactory();
        this.http2 = http2;
    }

    @Override
    public HttpServer apply(HttpServer server) {
        GenericSslContextSpec<SslContextBuilder> tls =
                http2 ? Http2SslContextSpec.forServer(keys) : Http11SslContextSpec.forServer(keys);
        tls.configure(clients);
        HttpServer secured = server.secure(spec -> spec.sslContext(tls));
        // Without server.ssl, Boot has set the protocols of a server in clear text.
        return http2 ? secured.protocol(HttpProtocol.H2, HttpProtocol.HTTP11) : secured.protocol(HttpProtocol.HTTP11);
    }
}
