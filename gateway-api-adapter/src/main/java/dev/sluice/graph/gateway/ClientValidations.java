package dev.sluice.graph.gateway;

import dev.sluice.condition.Condition;
import dev.sluice.condition.ListenerConditions;
import dev.sluice.config.listener.ClientValidation;
import dev.sluice.graph.grant.Grants;
import dev.sluice.graph.trust.CaCertificateRefs;
import dev.sluice.graph.trust.TrustVerdict;
import dev.sluice.resource.FrontendTls;
import dev.sluice.resource.Gateway;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the Listeners of one Gateway ask of their clients. Source: FrontendTLSConfig; v1.1's
 * listeners[].tls.frontendValidation.
 *
 * @param confined the only namespace whose objects can be read by the pods that serve the Gateway; null: all
 */
record ClientValidations(
        CaCertificateRefs issuers, @Nullable String confined) {

    /**
     * What a Listener asks for.
     *
     * @param validation null: nothing, or nothing that could be met
     * @param fault condition ResolvedRefs of a reference that cannot be used; null: there is none
     * @param closed whether nobody could be trusted
     */
    record Verdict(
            @Nullable ClientValidation validation, @Nullable Condition fault, boolean closed) {

        static final Verdict NOTHING = new Verdict(null, null, false);
    }

    /**
     * A Listener's own field comes before the Gateway's: only API versions without the latter have it. What the Gateway
     * asks for holds wherever TLS is ended, whatever is inside.
     */
    Verdict of(ListenerParent parent, Gateway.Listener listener) {
        if (!Protocols.endsTls(listener)) {
            return Verdict.NOTHING;
        }
        var tls = listener.tls();
        var own = tls == null ? null : tls.frontendValidation();
        if (own != null) {
            return of(parent.referrer(), own);
        }
        var ofGateway = new ListenerParent(parent.gateway(), null).referrer();
        Optional<FrontendTls.Validation> validation =
                parent.gateway().spec().frontend().on(listener.port());
        return validation.map(it -> of(ofGateway, it)).orElse(Verdict.NOTHING);
    }

    private Verdict of(Grants.Referrer referrer, FrontendTls.Validation validation) {
        TrustVerdict trust = issuers.resolve(referrer, validation.caCertificateRefs(), confined);
        var fault = trust.faults().isEmpty()
                ? null
                : ListenerConditions.issuersNotResolved(trust.faults().getFirst());
        var anchors = trust.anchors();
        if (anchors == null) {
            return new Verdict(null, fault, true);
        }
        var mode = validation.isInsecure() ? ClientValidation.Mode.INSECURE_FALLBACK : ClientValidation.Mode.REQUIRED;
        return new Verdict(new ClientValidation(anchors, mode), fault, false);
    }
}
