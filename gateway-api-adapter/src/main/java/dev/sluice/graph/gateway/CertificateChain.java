package dev.sluice.graph.gateway;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Certificates as PEM, the server's own first. */
final class CertificateChain {

    private static final String LABEL = "CERTIFICATE";

    private CertificateChain() {}

    /** Reads at least one certificate. */
    static List<X509Certificate> read(String text) throws UnreadablePem {
        var chain = new ArrayList<X509Certificate>();
        for (Pem block : Pem.blocks("tls.crt", text)) {
            if (block.label().equals(LABEL)) {
                chain.add(parse(block));
            }
        }
        if (chain.isEmpty()) {
            throw new UnreadablePem("tls.crt contains no PEM certificate", "add a block BEGIN CERTIFICATE");
        }
        return chain;
    }

    /** Writes them without what stood between them. */
    static String write(List<X509Certificate> chain) throws UnreadablePem {
        var text = new StringBuilder();
        for (X509Certificate certificate : chain) {
            try {
                text.append(new Pem(LABEL, certificate.getEncoded()).write());
            } catch (CertificateEncodingException notEncodable) {
                throw unreadable();
            }
        }
        return text.toString();
    }

    private static X509Certificate parse(Pem block) throws UnreadablePem {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(block.der()));
        } catch (CertificateException notACertificate) {
            throw unreadable();
        }
    }

    private static UnreadablePem unreadable() {
        return new UnreadablePem(
                "tls.crt contains no readable X.509 certificate", "use the certificate as it was issued");
    }
}
