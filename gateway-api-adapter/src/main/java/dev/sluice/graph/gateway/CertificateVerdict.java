package dev.sluice.graph.gateway;

import dev.sluice.condition.Condition;
import dev.sluice.config.tls.Certificate;

/** What a certificateRef leads to. */
sealed interface CertificateVerdict {

    /**
     * A certificate with the key that belongs to it.
     *
     * @param hosts for which it is valid
     */
    record Usable(Certificate certificate, CertificateHosts hosts) implements CertificateVerdict {}

    /** Nothing that can be offered to a client. */
    record Refused(Condition resolvedRefs) implements CertificateVerdict {

        /** Whether it is refused because no ReferenceGrant permits it. */
        boolean isNotPermitted() {
            return resolvedRefs.reason().equals("RefNotPermitted");
        }
    }
}
