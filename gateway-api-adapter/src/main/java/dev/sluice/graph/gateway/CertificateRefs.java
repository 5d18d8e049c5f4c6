package dev.sluice.graph.gateway;

import dev.sluice.condition.ListenerConditions;
import dev.sluice.graph.grant.Grants;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Secret;
import java.util.List;
import java.util.Map;

/** Follows the certificateRefs of Listeners. Source: ListenerTLSConfig.certificateRefs. */
final class CertificateRefs {

    private static final String GATEWAY_GROUP = "gateway.networking.k8s.io";

    private final Map<ObjectName, Secret> secrets;
    private final Grants grants;

    CertificateRefs(Map<ObjectName, Secret> secrets, Grants grants) {
        this.secrets = secrets;
        this.grants = grants;
    }

    /** One verdict for each reference, in order; at least one. */
    List<CertificateVerdict> resolve(Gateway gateway, Gateway.Listener listener) {
        var tls = listener.tls();
        if (tls == null || tls.certificateRefs().isEmpty()) {
            return List.of(new CertificateVerdict.Refused(ListenerConditions.noCertificate()));
        }
        return tls.certificateRefs().stream().map(ref -> resolve(gateway, ref)).toList();
    }

    private CertificateVerdict resolve(Gateway gateway, Gateway.SecretRef ref) {
        if (!ref.group().isEmpty() || !ref.kind().equals("Secret")) {
            return new CertificateVerdict.Refused(ListenerConditions.certificateKind(ref.kind()));
        }
        var own = gateway.name().namespace();
        var namespace = ref.namespace();
        var name = new ObjectName(namespace == null ? own : namespace, ref.name());
        var referrer = new Grants.Referrer(GATEWAY_GROUP, "Gateway", own);
        if (!grants.permits(referrer, new Grants.Target("", "Secret", name.namespace(), name.name()))) {
            return new CertificateVerdict.Refused(ListenerConditions.secretNotPermitted(name.toString(), own));
        }
        var secret = secrets.get(name);
        return secret == null
                ? new CertificateVerdict.Refused(ListenerConditions.secretNotFound(name.toString()))
                : TlsSecret.judge(secret);
    }
}
