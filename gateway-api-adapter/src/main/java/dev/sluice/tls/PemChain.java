package dev.sluice.tls;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Reads certificates from PEM: a chain, or issuers that are trusted. */
public final class PemChain {

    private PemChain() {}

    /**
     * All certificates, in the order of the text: of a chain, its owner's first. Blocks of other kinds are passed over.
     *
     * @throws CertificateException where there is none, or one of them cannot be read
     * @throws IllegalArgumentException where the text is not PEM
     */
    public static List<X509Certificate> read(String pem) throws CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> chain = new ArrayList<>();
        for (PemBlock block : PemBlock.read(pem)) {
            if (block.label().endsWith("CERTIFICATE")) {
                chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der())));
            }
        }
        if (chain.isEmpty()) {
            throw new CertificateException("there is no CERTIFICATE block");
        }
        return chain;
    }
}
