package dev.sluice.graph.gateway;

import dev.sluice.condition.Condition;
import dev.sluice.condition.ListenerConditions;
import dev.sluice.config.listener.Certificate;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.Gateway.RouteKind;
import java.util.ArrayList;
import java.util.List;

/**
 * What a Listener refers to: kinds of route, and certificates.
 *
 * @param condition ResolvedRefs; a certificate that cannot be used is told before a kind that cannot
 * @param closed whether the Listener needs a certificate and none can be used
 */
record ListenerReferences(
        List<RouteKind> supportedKinds, List<Certificate> certificates, Condition condition, boolean closed) {

    /** Follows the references of a Listener. */
    static ListenerReferences of(ListenerParent parent, Gateway.Listener listener, CertificateRefs refs) {
        var supported = Protocols.kinds(listener.protocol());
        var wanted = listener.allowedRoutes().kinds();
        var invalid = wanted.stream().filter(kind -> !supported.contains(kind)).toList();
        var faults = new ArrayList<Condition>();
        var certificates = new ArrayList<Certificate>();
        var terminates = listener.protocol().equals("HTTPS");
        if (terminates) {
            refs.resolve(parent, listener).forEach(verdict -> {
                switch (verdict) {
                    case CertificateVerdict.Usable usable -> certificates.add(usable.certificate());
                    case CertificateVerdict.Refused refused -> faults.add(refused.resolvedRefs());
                }
            });
        }
        if (!invalid.isEmpty() && !supported.isEmpty()) {
            faults.add(ListenerConditions.invalidRouteKinds(
                    invalid.stream().map(RouteKind::kind).toList()));
        }
        return new ListenerReferences(
                wanted.isEmpty()
                        ? supported
                        : wanted.stream().filter(supported::contains).distinct().toList(),
                List.copyOf(certificates),
                faults.isEmpty() ? ListenerConditions.resolvedRefs() : faults.getFirst(),
                terminates && certificates.isEmpty());
    }
}
