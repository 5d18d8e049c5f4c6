package dev.sluice.config.backend;

import dev.sluice.config.tls.Certificate;
import dev.sluice.config.tls.SubjectName;
import dev.sluice.config.tls.Trust;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards a backend, which is never reached without it. Source: BackendTLSPolicy.
 *
 * @param serverName sent to the backend, RFC 6066; lower case
 * @param names at least one; the backend's certificate must have one of them
 * @param clientCertificate shown to a backend that asks for one: GatewayBackendTLS.clientCertificateRef; null: none
 */
public record BackendTls(
        String serverName,
        List<SubjectName> names,
        Trust trust,
        @Nullable Certificate clientCertificate) {

    public BackendTls {
        names = List.copyOf(names);
    }

    /** The same, with a certificate to show. */
    public BackendTls showing(Certificate certificate) {
        return new BackendTls(serverName, names, trust, certificate);
    }
}
