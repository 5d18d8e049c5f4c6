package dev.sluice.app.demo;

import io.netty.channel.Channel;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.tcp.SslProvider.GenericSslContextSpec;

/**
 * TLS of an echo server, and what it saw of the client's side. It asks for a client certificate and takes any: it shows
 * what a gateway sends.
 *
 * @param chain PEM, its own certificate first
 * @param key PEM, PKCS #8
 */
record EchoTls(String chain, String key) {

    GenericSslContextSpec<SslContextBuilder> context() {
        return Http2SslContextSpec.forServer(stream(chain), stream(key))
                .configure(builder -> builder.sslProvider(SslProvider.JDK)
                        .trustManager(InsecureTrustManagerFactory.INSTANCE)
                        .clientAuth(ClientAuth.OPTIONAL));
    }

    private static InputStream stream(String pem) {
        return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    }

    /** Only that there is one: a key must not reach a log. */
    @Override
    public String toString() {
        return "EchoTls";
    }

    /** Server name and subject of the client's certificate, as far as there are any; empty without TLS. */
    static Map<String, String> seen(Channel channel) {
        SslHandler tls = handler(channel);
        var seen = new LinkedHashMap<String, String>();
        if (tls != null) {
            SSLSession session = tls.engine().getSession();
            if (session instanceof ExtendedSSLSession extended) {
                extended.getRequestedServerNames().forEach(name -> {
                    if (name instanceof SNIHostName host) {
                        seen.put("serverName", host.getAsciiName());
                    }
                });
            }
            String subject = subject(session);
            if (subject != null) {
                seen.put("clientCertificate", subject);
            }
        }
        return seen;
    }

    /** A stream of HTTP/2 has the handler of its connection. */
    private static @Nullable SslHandler handler(Channel channel) {
        SslHandler own = channel.pipeline().get(SslHandler.class);
        return own != null || channel.parent() == null
                ? own
                : channel.parent().pipeline().get(SslHandler.class);
    }

    private static @Nullable String subject(SSLSession session) {
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate certificate
                    ? certificate.getSubjectX500Principal().getName()
                    : null;
        } catch (SSLPeerUnverifiedException none) {
            return null;
        }
    }
}
