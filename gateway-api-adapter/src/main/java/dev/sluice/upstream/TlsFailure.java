package dev.sluice.upstream;

import dev.sluice.tls.Alert;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Why there is no TLS with a backend.
 *
 * @param text follows "TLS with ... fails: "; what comes from the backend is printable and short
 */
record TlsFailure(Kind kind, String text) {

    /** What is wrong, and what helps. */
    enum Kind {
        WRONG_NAME(
                "Give the backend a certificate with a name that is wanted, or name one that it has in the BackendTLSPolicy"),
        EXPIRED("Renew the certificate"),
        NOT_YET_VALID("Compare the clocks of the issuer and of this machine"),
        SELF_SIGNED("Make it a CA of the BackendTLSPolicy, or have it signed by an issuer that is trusted"),
        UNKNOWN_ISSUER(
                "Add the issuer to the CAs of the BackendTLSPolicy; the backend must send the certificates between"),
        NOT_FOR_SERVERS("Give the backend a certificate whose extended key usage has serverAuth"),
        NOT_VALID("Give the backend a certificate that leads to a CA of the BackendTLSPolicy"),
        CLIENT_CERTIFICATE("See tls.backend.clientCertificateRef of the Gateway and the CAs of the backend"),
        REFUSED("The backend may ask for a client certificate, or have no protocol version or cipher suite in"
                + " common with the gateway; its log says more"),
        NO_TLS("Give the backend's port TLS, or take the BackendTLSPolicy from it"),
        CLOSED("See the log of the backend"),
        TIMED_OUT("See whether the backend is overloaded, and sluice.upstream.connect-timeout"),
        NO_PROTOCOL("Have the backend choose h2 by ALPN where it is sent gRPC, else http/1.1"),
        NOT_POSSIBLE(
                "See the certificates of the BackendTLSPolicy and of tls.backend.clientCertificateRef of the Gateway");

        private final String remedy;

        Kind(String remedy) {
            this.remedy = remedy;
        }

        /** A sentence without its full stop. */
        String remedy() {
            return remedy;
        }
    }

    /** Those by which a server says that it does not accept a client's certificate, or wants one. RFC 8446, 6.2. */
    private static final Set<String> OF_CERTIFICATES = Set.of(
            "bad_certificate",
            "unsupported_certificate",
            "certificate_revoked",
            "certificate_expired",
            "certificate_unknown",
            "certificate_required",
            "unknown_ca",
            "access_denied");

    /** What a handshake failed of. */
    static TlsFailure of(Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof TlsException told) {
                return told.failure();
            }
            if (each instanceof IdentityException identity) {
                return identity.failure();
            }
            if (each instanceof NotSslRecordException) {
                return new TlsFailure(Kind.NO_TLS, "it does not speak TLS");
            }
            if (each instanceof SslHandshakeTimeoutException) {
                return new TlsFailure(Kind.TIMED_OUT, "the handshake was not done in time");
            }
        }
        TlsFailure refusal = refusal(cause);
        return refusal == null ? new TlsFailure(Kind.CLOSED, "it broke off the handshake") : refusal;
    }

    /** What the backend said by an alert; null where there is none. */
    static @Nullable TlsFailure refusal(Throwable cause) {
        String alert = Alert.received(cause);
        if (alert == null) {
            return null;
        }
        if (alert.equals("no_application_protocol")) {
            return new TlsFailure(Kind.NO_PROTOCOL, "it speaks no protocol that is offered by ALPN");
        }
        return OF_CERTIFICATES.contains(alert)
                ? new TlsFailure(
                        Kind.CLIENT_CERTIFICATE, "it does not accept the gateway without a valid certificate, " + alert)
                : new TlsFailure(Kind.REFUSED, "it refuses the handshake, " + alert);
    }
}
