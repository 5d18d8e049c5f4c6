package dev.sluice.tls;

import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLEngine;

/**
 * Has BoringSSL say to a peer why its certificate is refused; by itself it says internal_error, which points at us. The
 * JDK chooses an alert of its own. Source: RFC 8446, section 6.2.
 */
public final class CertificateAlert {

    // Source: openssl/x509.h, X509_V_ERR_*.
    private static final int CERT_NOT_YET_VALID = 9;
    private static final int CERT_HAS_EXPIRED = 10;
    private static final int UNABLE_TO_GET_ISSUER_CERT_LOCALLY = 20;
    private static final int CERT_REJECTED = 28;

    private CertificateAlert() {}

    /**
     * The refusal as the library of the handshake understands it.
     *
     * @param engine of the handshake in which the certificate was shown
     */
    public static CertificateException of(CertificateException refused, SSLEngine engine) {
        return engine instanceof ReferenceCountedOpenSslEngine
                ? new OpenSslCertificateException(refused.getMessage(), refused, code(refused))
                : refused;
    }

    private static int code(CertificateException refused) {
        for (Throwable each = refused; each != null; each = each.getCause()) {
            if (each instanceof CertificateExpiredException || isPathFault(each, BasicReason.EXPIRED)) {
                return CERT_HAS_EXPIRED;
            }
            if (each instanceof CertificateNotYetValidException || isPathFault(each, BasicReason.NOT_YET_VALID)) {
                return CERT_NOT_YET_VALID;
            }
            if (each instanceof CertPathBuilderException) {
                return UNABLE_TO_GET_ISSUER_CERT_LOCALLY;
            }
        }
        return CERT_REJECTED;
    }

    private static boolean isPathFault(Throwable fault, BasicReason reason) {
        return fault instanceof CertPathValidatorException path && path.getReason() == reason;
    }
}
