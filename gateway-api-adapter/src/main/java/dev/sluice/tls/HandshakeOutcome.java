package dev.sluice.tls;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;

/** How the handshake of a client's connection ended. */
public enum HandshakeOutcome {
    /** There is TLS. */
    DONE("done"),
    /** There is TLS, but not with us: it is forwarded. */
    PASSED_THROUGH("passed-through"),
    /** No Listener has the server name, a certificate for it, or a route. */
    UNKNOWN_NAME("unknown-name"),
    /** The TLSRoute that has the server name leads to no backend. */
    NO_BACKEND("no-backend"),
    /** The client has to show a certificate, and showed none, or one that is not accepted. */
    CLIENT_CERTIFICATE("client-certificate"),
    /** The client ended it by an alert, mostly since it does not trust our certificate. */
    REFUSED_BY_CLIENT("refused-by-client"),
    /** It took longer than {@code sluice.listen.handshake-timeout}. */
    TIMEOUT("timeout"),
    /** What came is not TLS. */
    NOT_TLS("not-tls"),
    /** The client went, or has no protocol version or cipher suite in common with us. */
    BROKEN("broken");

    /** How the libraries say that a client that must show a certificate shows none. */
    private static final String[] NO_CERTIFICATE = {
        "Empty client certificate chain", "PEER_DID_NOT_RETURN_A_CERTIFICATE"
    };

    private final String label;

    HandshakeOutcome(String label) {
        this.label = label;
    }

    /** For metrics. */
    public String label() {
        return label;
    }

    /** What a handshake failed of. */
    static HandshakeOutcome of(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            switch (each) {
                case NotSslRecordException _ -> {
                    return NOT_TLS;
                }
                case SslHandshakeTimeoutException _ -> {
                    return TIMEOUT;
                }
                case CertificateException _ -> {
                    return CLIENT_CERTIFICATE;
                }
                case SSLException tls
                when isWithoutCertificate(String.valueOf(tls.getMessage())) -> {
                    return CLIENT_CERTIFICATE;
                }
                default -> {}
            }
        }
        return Alert.received(failure) == null ? BROKEN : REFUSED_BY_CLIENT;
    }

    private static boolean isWithoutCertificate(String message) {
        for (String one : NO_CERTIFICATE) {
            if (message.contains(one)) {
                return true;
            }
        }
        return false;
    }
}
