package dev.sluice.graph.gateway;

import dev.sluice.condition.ListenerConditions;
import dev.sluice.graph.grant.Grants;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.ObjectReference;
import dev.sluice.resource.Secret;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Follows references of a Gateway to certificates with their keys. Source: ListenerTLSConfig.certificateRefs,
 * GatewayBackendTLS.clientCertificateRef.
 */
final class CertificateRefs {

    private final Map<ObjectName, Secret> secrets;
    private final SecretVerdicts verdicts;
    private final Grants grants;
    private final @Nullable String confined;

    /**
     * Those of one Gateway.
     *
     * @param confined the only namespace whose Secrets can be read by the pods that serve the Gateway; null: all
     */
    CertificateRefs(ListenerTargets targets, @Nullable String confined) {
        this.secrets = targets.secrets();
        this.verdicts = targets.verdicts();
        this.grants = targets.grants();
        this.confined = confined;
    }

    /** One verdict for each reference, in order; at least one. */
    List<CertificateVerdict> resolve(ListenerParent parent, Gateway.Listener listener) {
        var tls = listener.tls();
        if (tls == null || tls.certificateRefs().isEmpty()) {
            return List.of(new CertificateVerdict.Refused(ListenerConditions.noCertificate()));
        }
        return tls.certificateRefs().stream()
                .map(ref -> resolve(parent.referrer(), ref))
                .toList();
    }

    /** The verdict for what the Gateway shows to backends; its conditions are those of a Listener. */
    CertificateVerdict resolve(Gateway gateway, ObjectReference ref) {
        return resolve(new ListenerParent(gateway, null).referrer(), ref);
    }

    /** The verdict for a reference of whatever refers; its conditions are those of a Listener. */
    CertificateVerdict resolve(Grants.Referrer referrer, ObjectReference ref) {
        if (!ref.group().isEmpty() || !ref.kind().equals("Secret")) {
            return new CertificateVerdict.Refused(ListenerConditions.certificateKind(ref.kind()));
        }
        var namespace = ref.namespace();
        var name = new ObjectName(namespace == null ? referrer.namespace() : namespace, ref.name());
        if (!grants.permits(referrer, new Grants.Target("", "Secret", name.namespace(), name.name()))) {
            return new CertificateVerdict.Refused(
                    ListenerConditions.secretNotPermitted(name.toString(), referrer.kind(), referrer.namespace()));
        }
        if (confined != null && !confined.equals(name.namespace())) {
            return new CertificateVerdict.Refused(ListenerConditions.secretOutOfReach(name.toString(), confined));
        }
        var secret = secrets.get(name);
        return secret == null
                ? new CertificateVerdict.Refused(ListenerConditions.secretNotFound(name.toString()))
                : verdicts.of(secret);
    }
}
