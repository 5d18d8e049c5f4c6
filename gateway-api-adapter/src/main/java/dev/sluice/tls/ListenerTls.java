package dev.sluice.tls;

import dev.sluice.config.listener.Certificate;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.match.Hostname;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One Listener and its certificates.
 *
 * @param certificates at least one, in the order of tls.certificateRefs
 */
record ListenerTls(ListenerId id, Hostname hostname, List<ServerCertificate> certificates) {

    ListenerTls {
        certificates = List.copyOf(certificates);
    }

    @Nullable
    ServerCertificate find(Certificate certificate) {
        for (ServerCertificate known : certificates) {
            if (known.source().equals(certificate)) {
                return known;
            }
        }
        return null;
    }

    /** The certificate that names the host; else the one whose wildcard covers it; else the first. */
    ServerCertificate choose(@Nullable String serverName) {
        ServerCertificate best = certificates.getFirst();
        if (serverName == null) {
            return best;
        }
        for (ServerCertificate certificate : certificates) {
            if (certificate.names().contains(serverName)) {
                return certificate;
            }
            if (!best.covers(serverName) && certificate.covers(serverName)) {
                best = certificate;
            }
        }
        return best;
    }
}
