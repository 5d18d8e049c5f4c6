package dev.sluice.tls;

import dev.sluice.config.listener.ClientValidation;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerMode;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.tls.Certificate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One Listener and its certificates.
 *
 * @param mode what is done with its connections
 * @param validation what clients must show; null: nothing is asked for
 * @param clients judges what they show; null where nothing is asked for, or the issuers cannot be used
 * @param certificates in the order of tls.certificateRefs; empty where one of them or the issuers of client
 *     certificates cannot be used: the Listener keeps its names from wider Listeners and refuses them
 */
record ListenerTls(
        ListenerId id,
        Hostname hostname,
        ListenerMode mode,
        @Nullable ClientValidation validation,
        @Nullable ClientValidationCustomizer clients,
        List<ServerCertificate> certificates) {

    ListenerTls {
        certificates = List.copyOf(certificates);
    }

    /** Whether it takes connections. */
    boolean serves() {
        return mode == ListenerMode.PASSTHROUGH || !certificates.isEmpty();
    }

    /** A Listener that refuses every handshake for its names. */
    static ListenerTls refusing(Listener listener) {
        return new ListenerTls(
                listener.id(), listener.hostname(), listener.mode(), listener.clientValidation(), null, List.of());
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
    Optional<ServerCertificate> choose(@Nullable String serverName) {
        return certificates.isEmpty() ? Optional.empty() : Optional.of(best(serverName));
    }

    private ServerCertificate best(@Nullable String serverName) {
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
