package dev.sluice.graph.gateway;

import dev.sluice.condition.Condition;
import dev.sluice.condition.XBackendConditions;
import dev.sluice.config.tls.Certificate;
import dev.sluice.graph.grant.Grants;
import dev.sluice.resource.ObjectReference;
import org.jspecify.annotations.Nullable;

/** Follows the references of XBackends to certificates with their keys. Source: BackendTLS.clientCertificateRef. */
public final class BackendCertificates {

    private final ListenerTargets targets;

    /** @param targets what Listeners may refer to, among it Secrets */
    public BackendCertificates(ListenerTargets targets) {
        this.targets = targets;
    }

    /** Where a reference leads. */
    public sealed interface Verdict {

        /** To a certificate that can be shown. */
        record Usable(Certificate certificate) implements Verdict {}

        /**
         * To none.
         *
         * @param resolvedRefs condition ResolvedRefs of the XBackend
         */
        record Refused(Condition resolvedRefs) implements Verdict {}
    }

    /**
     * Follows one reference.
     *
     * @param confined the only namespace whose Secrets can be read by the pods that use it; null: all
     */
    public Verdict resolve(Grants.Referrer xBackend, ObjectReference ref, @Nullable String confined) {
        return switch (new CertificateRefs(targets, confined).resolve(xBackend, ref)) {
            case CertificateVerdict.Usable usable -> new Verdict.Usable(usable.certificate());
            case CertificateVerdict.Refused refused -> new Verdict.Refused(resolvedRefs(refused));
        };
    }

    /** In words for who refers, in place of those of a Listener. */
    private static Condition resolvedRefs(CertificateVerdict.Refused refused) {
        String fault = refused.resolvedRefs().message();
        return refused.isNotPermitted()
                ? XBackendConditions.clientCertificateNotPermitted(fault)
                : XBackendConditions.invalidClientCertificate(fault);
    }
}
