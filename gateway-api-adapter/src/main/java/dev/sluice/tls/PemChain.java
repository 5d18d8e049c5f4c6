package dev.sluice.tls;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Reads a certificate chain from PEM. */
final class PemChain {

    private PemChain() {}

    /** At least one certificate, in the order of the text: the server's own first. */
    static List<X509Certificate> read(String pem) throws CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> chain = new ArrayList<>();
        for (PemBlock block : PemBlock.read(pem)) {
            if (block.label().endsWith("CERTIFICATE")) {
                chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der())));
            }
        }
        if (chain.isEmpty()) {
            throw new CertificateException("tls.crt has no CERTIFICATE block");
        }
        return chain;
    }
}
