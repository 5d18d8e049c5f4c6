package dev.sluice.graph.gateway;

import dev.sluice.condition.Condition;
import dev.sluice.condition.GatewayConditions;
import dev.sluice.config.tls.Certificate;
import dev.sluice.resource.Gateway;

/** What a Gateway shows to backends that ask for a certificate. Source: GatewayBackendTLS.clientCertificateRef. */
public sealed interface ClientCertificateVerdict {

    /** It refers to none. */
    enum None implements ClientCertificateVerdict {
        NONE
    }

    /** This one. */
    record Usable(Certificate certificate) implements ClientCertificateVerdict {}

    /**
     * It refers to one that cannot be used. Backends are shown none, which those that need one refuse.
     *
     * @param resolvedRefs condition ResolvedRefs of the Gateway
     */
    record Refused(Condition resolvedRefs) implements ClientCertificateVerdict {}

    /** Follows the reference of a Gateway. */
    static ClientCertificateVerdict of(Gateway gateway, CertificateRefs refs) {
        var ref = gateway.spec().clientCertificateRef();
        if (ref == null) {
            return None.NONE;
        }
        return switch (refs.resolve(gateway, ref)) {
            case CertificateVerdict.Usable usable -> new Usable(usable.certificate());
            case CertificateVerdict.Refused refused -> new Refused(resolvedRefs(refused));
        };
    }

    /** In words for who refers, in place of those of a Listener. */
    private static Condition resolvedRefs(CertificateVerdict.Refused refused) {
        String fault = refused.resolvedRefs().message();
        return refused.isNotPermitted()
                ? GatewayConditions.clientCertificateNotPermitted(fault)
                : GatewayConditions.invalidClientCertificate(fault);
    }
}
