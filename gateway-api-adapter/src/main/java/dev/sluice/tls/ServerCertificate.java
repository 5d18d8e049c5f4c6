package dev.sluice.tls;

import dev.sluice.config.listener.ListenerMode;
import dev.sluice.config.tls.Certificate;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A certificate that is ready to be shown.
 *
 * @param names the DNS names of the certificate, lower case; a wildcard as {@code *.example.com}
 * @param context with a session cache and ticket keys of its own
 */
record ServerCertificate(Certificate source, Set<String> names, SslContext context) {

    /** SubjectAlternativeName, RFC 5280 section 4.2.1.6. */
    private static final int DNS_NAME = 2;

    private static final ApplicationProtocolConfig HTTP_2_OR_1 = new ApplicationProtocolConfig(
            Protocol.ALPN,
            SelectorFailureBehavior.NO_ADVERTISE,
            SelectedListenerFailureBehavior.ACCEPT,
            ApplicationProtocolNames.HTTP_2,
            ApplicationProtocolNames.HTTP_1_1);

    ServerCertificate {
        names = Set.copyOf(names);
    }

    /**
     * Reads chain and key.
     *
     * @param clients judges the certificates of clients; null: none is asked for
     * @param mode HTTP is chosen by ALPN; what else is inside is none of ours, so that nothing is chosen
     * @throws GeneralSecurityException naming object, cause and remedy; never showing a part of the key
     */
    static ServerCertificate read(
            Certificate source, TlsLibrary library, @Nullable ClientValidationCustomizer clients, ListenerMode mode)
            throws GeneralSecurityException {
        try {
            ShownCertificate shown = ShownCertificate.of(source);
            SslContextBuilder builder = builderOf(shown, library);
            if (mode == ListenerMode.HTTP) {
                builder.applicationProtocolConfig(HTTP_2_OR_1);
            }
            if (clients == null) {
                // Else the context would read and keep all issuers that the JDK trusts: 20 ms of processor time.
                builder.trustManager(PkixTrust.in(List.of()));
            } else {
                clients.accept(builder);
            }
            return new ServerCertificate(source, namesOf(shown.leaf()), builder.build());
        } catch (GeneralSecurityException | SSLException | IllegalArgumentException e) {
            throw new GeneralSecurityException(
                    source.source() + " cannot be used: " + e.getMessage()
                            + "; put a PEM chain into tls.crt and its PEM key, not encrypted, into tls.key",
                    e);
        }
    }

    private static SslContextBuilder builderOf(ShownCertificate shown, TlsLibrary library) {
        return SslContextBuilder.forServer(shown)
                .sslProvider(library.provider(shown.key()))
                .protocols("TLSv1.3", "TLSv1.2")
                .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE);
    }

    private static Set<String> namesOf(X509Certificate certificate) {
        Set<String> names = new HashSet<>();
        Collection<List<?>> alternatives = alternativesOf(certificate);
        if (alternatives != null) {
            for (List<?> alternative : alternatives) {
                if (Integer.valueOf(DNS_NAME).equals(alternative.get(0))) {
                    names.add(String.valueOf(alternative.get(1)).toLowerCase(Locale.ROOT));
                }
            }
        }
        return names;
    }

    /** Names only help to choose, so those that the JDK cannot read, such as a URI without a scheme, are left out. */
    private static @Nullable Collection<List<?>> alternativesOf(X509Certificate certificate) {
        try {
            return certificate.getSubjectAlternativeNames();
        } catch (CertificateParsingException unreadable) {
            return null;
        }
    }

    /** Whether a client would accept it for this name. A certificate's star stands for one label: RFC 9525. */
    boolean covers(String serverName) {
        int dot = serverName.indexOf('.');
        return names.contains(serverName) || (dot > 0 && names.contains("*" + serverName.substring(dot)));
    }

    /** The source alone. */
    @Override
    public String toString() {
        return source.toString();
    }
}
