package dev.sluice.graph.pem;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Certificates as PEM. */
public final class CertificateChain {

    private static final String LABEL = "CERTIFICATE";

    private CertificateChain() {}

    /**
     * Reads every certificate of a text, in order.
     *
     * @param entry name of the text, for messages
     * @return at least one
     * @throws UnreadablePem where there is none, or one cannot be read
     */
    public static List<X509Certificate> read(String entry, String text) throws UnreadablePem {
        var chain = new ArrayList<X509Certificate>();
        for (Pem block : Pem.blocks(entry, text)) {
            if (block.label().equals(LABEL)) {
                chain.add(parse(entry, block));
            }
        }
        if (chain.isEmpty()) {
            throw new UnreadablePem(entry + " contains no PEM certificate", "add a block BEGIN CERTIFICATE");
        }
        return chain;
    }

    /** Writes them without what stood between them. */
    public static String write(List<X509Certificate> chain) throws UnreadablePem {
        var text = new StringBuilder();
        for (X509Certificate certificate : chain) {
            try {
                text.append(new Pem(LABEL, certificate.getEncoded()).write());
            } catch (CertificateEncodingException notEncodable) {
                throw unreadable("a certificate");
            }
        }
        return text.toString();
    }

    private static X509Certificate parse(String entry, Pem block) throws UnreadablePem {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(block.der()));
        } catch (CertificateException notACertificate) {
            throw unreadable(entry);
        }
    }

    private static UnreadablePem unreadable(String entry) {
        return new UnreadablePem(
                entry + " contains no readable X.509 certificate", "use the certificate as it was issued");
    }
}
