package dev.sluice.tls;

import dev.sluice.config.tls.Certificate;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Self-signed certificates, made when a test runs. */
public final class TestCertificates {

    private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
    private static final int DNS_NAME = 0x82;
    private static final int URI = 0x86;

    private TestCertificates() {}

    /** A certificate for these DNS names, held by {@code Secret default/NAME}; each call makes another key. */
    public static Certificate certificate(String name, String... dnsNames) {
        X509Bundle bundle = bundle(name, dnsNames);
        return new Certificate("Secret default/" + name, bundle.getCertificatePathPEM(), bundle.getPrivateKeyPEM());
    }

    /** A certificate with a key of this kind. */
    public static Certificate certificateOf(Algorithm algorithm, String name, String dnsName) {
        X509Bundle bundle = bundle(algorithm, name, generalNames(DNS_NAME, dnsName));
        return new Certificate("Secret default/" + name, bundle.getCertificatePathPEM(), bundle.getPrivateKeyPEM());
    }

    /** A certificate whose only alternative name is this URI, which may be none. */
    static Certificate certificateOfUri(String name, String uri) {
        X509Bundle bundle = bundle(name, generalNames(URI, uri));
        return new Certificate("Secret default/" + name, bundle.getCertificatePathPEM(), bundle.getPrivateKeyPEM());
    }

    /** The same with its parts at hand. The subject is {@code CN=NAME}. */
    public static X509Bundle bundle(String name, String... dnsNames) {
        return bundle(name, generalNames(DNS_NAME, dnsNames));
    }

    private static X509Bundle bundle(String name, byte[] alternativeNames) {
        return bundle(Algorithm.ecp256, name, alternativeNames);
    }

    private static X509Bundle bundle(Algorithm algorithm, String name, byte[] alternativeNames) {
        try {
            return new CertificateBuilder()
                    .algorithm(algorithm)
                    .subject("CN=" + name)
                    .addExtensionOctetString(SUBJECT_ALTERNATIVE_NAME, false, alternativeNames)
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** DER of GeneralNames, RFC 5280 section 4.2.1.6. The builder's own way takes no wildcard. */
    private static byte[] generalNames(int tag, String... values) {
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        for (String value : values) {
            names.write(tag);
            names.write(value.length());
            names.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
        }
        ByteArrayOutputStream sequence = new ByteArrayOutputStream();
        sequence.write(0x30);
        sequence.write(names.size());
        sequence.writeBytes(names.toByteArray());
        return sequence.toByteArray();
    }

    /** A client that trusts everyone and has a session cache of its own. */
    public static SSLContext trustingClient() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same, which also reports each certificate that it is shown. */
    public static SSLContext trustingClient(Runnable shown) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {reporting(shown)}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Trusts every server, and reports each certificate that it is shown. */
    static TrustManager reporting(Runnable shown) {
        return new Reporting(shown);
    }

    private record Reporting(Runnable shown) implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            shown.run();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
