package dev.sluice.upstream;

import dev.sluice.config.tls.Certificate;
import dev.sluice.config.tls.Trust;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/** Issuers and the certificates that they sign, made when a test runs. */
public final class Issuers {

    private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
    private static final int DNS_NAME = 0x82;
    private static final int URI = 0x86;

    private Issuers() {}

    /** A root. */
    public static X509Bundle root(String name) {
        return made(() -> builder(name).setIsCertificateAuthority(true).buildSelfSigned());
    }

    /** An issuer below another one. */
    public static X509Bundle between(X509Bundle issuer, String name, UnaryOperator<CertificateBuilder> more) {
        return made(
                () -> more.apply(builder(name)).setIsCertificateAuthority(true).buildIssuedBy(issuer));
    }

    /** A certificate for these names: those with a colon are URIs. */
    public static X509Bundle issued(X509Bundle issuer, String... names) {
        return issued(issuer, UnaryOperator.identity(), names);
    }

    public static X509Bundle issued(X509Bundle issuer, UnaryOperator<CertificateBuilder> more, String... names) {
        return made(() -> named(more.apply(builder("leaf")), names).buildIssuedBy(issuer));
    }

    /** One that nobody else signed. */
    public static X509Bundle selfSigned(UnaryOperator<CertificateBuilder> more, String... names) {
        return made(() -> named(more.apply(builder("self")), names)
                .setIsCertificateAuthority(true)
                .buildSelfSigned());
    }

    public static X509Bundle of(Algorithm algorithm, X509Bundle issuer, String... names) {
        return issued(issuer, builder -> builder.algorithm(algorithm), names);
    }

    public static Certificate certificate(X509Bundle bundle) {
        return new Certificate("Secret default/client", bundle.getCertificatePathPEM(), bundle.getPrivateKeyPEM());
    }

    public static Trust trust(X509Bundle... issuers) {
        StringBuilder pem = new StringBuilder();
        for (X509Bundle issuer : issuers) {
            pem.append(issuer.getCertificatePEM());
        }
        return new Trust.Anchors("ConfigMap default/ca", pem.toString());
    }

    private static CertificateBuilder builder(String name) {
        return new CertificateBuilder().ecp256().subject("CN=" + name);
    }

    private static CertificateBuilder named(CertificateBuilder builder, String... names) {
        return names.length == 0
                ? builder
                : builder.addExtensionOctetString(SUBJECT_ALTERNATIVE_NAME, false, generalNames(names));
    }

    /** DER of GeneralNames, RFC 5280 section 4.2.1.6. The builder's own way takes no wildcard. */
    private static byte[] generalNames(String... values) {
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        for (String value : values) {
            names.write(value.indexOf(':') >= 0 ? URI : DNS_NAME);
            names.write(value.length());
            names.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
        }
        ByteArrayOutputStream sequence = new ByteArrayOutputStream();
        sequence.write(0x30);
        sequence.write(names.size());
        sequence.writeBytes(names.toByteArray());
        return sequence.toByteArray();
    }

    private static X509Bundle made(Making making) {
        try {
            return making.make();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @FunctionalInterface
    private interface Making {
        X509Bundle make() throws Exception;
    }
}
