package dev.sluice.pipeline;

import dev.sluice.config.tls.Certificate;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;

/** When certificates expire. */
public final class CertificateEnd {

    private CertificateEnd() {}

    /** X509Certificate.notAfter of a chain's own certificate; empty where it cannot be read, as its Listener says. */
    public static Optional<Instant> of(Certificate certificate) {
        try {
            var pem = new ByteArrayInputStream(certificate.chain().getBytes(StandardCharsets.UTF_8));
            var read = CertificateFactory.getInstance("X.509").generateCertificate(pem);
            return read instanceof X509Certificate x509
                    ? Optional.of(x509.getNotAfter().toInstant())
                    : Optional.empty();
        } catch (CertificateException _) {
            return Optional.empty();
        }
    }
}
