package dev.sluice.graph.gateway;

import dev.sluice.condition.Condition;
import dev.sluice.condition.ListenerConditions;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.tls.Certificate;
import dev.sluice.graph.extension.SpringFilters;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.Gateway.RouteKind;
import dev.sluice.resource.HttpRouteFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a Listener refers to: kinds of route, certificates, issuers of client certificates, and filters.
 *
 * @param certificateHosts the DNS names of all certificates
 * @param clients what is asked of clients
 * @param condition ResolvedRefs; a certificate that cannot be used is told before an issuer, that before a filter, that
 *     before a kind
 * @param closed whether the Listener needs a certificate and none can be used, or a filter that there is not
 */
record ListenerReferences(
        List<RouteKind> supportedKinds,
        List<Certificate> certificates,
        CertificateHosts certificateHosts,
        ClientValidations.Verdict clients,
        List<RouteFilter> filters,
        Condition condition,
        boolean closed) {

    /** Follows the references of a Listener. */
    static ListenerReferences of(
            ListenerParent parent,
            Gateway.Listener listener,
            CertificateRefs refs,
            ClientValidations validations,
            SpringFilters extensions) {
        var faults = new ArrayList<Condition>();
        var certificates = certificates(parent, listener, refs, faults);
        var clients = validations.of(parent, listener);
        Optional.ofNullable(clients.fault()).ifPresent(faults::add);
        var filters = filters(parent, listener, extensions, faults);
        var supportedKinds = supportedKinds(listener, faults);
        return new ListenerReferences(
                supportedKinds,
                certificates.stream()
                        .map(CertificateVerdict.Usable::certificate)
                        .toList(),
                certificates.stream()
                        .map(CertificateVerdict.Usable::hosts)
                        .reduce(CertificateHosts.NONE, CertificateHosts::and),
                clients,
                List.copyOf(filters),
                faults.isEmpty() ? ListenerConditions.resolvedRefs() : faults.getFirst(),
                (Protocols.endsTls(listener) && certificates.isEmpty())
                        || filters.size() < listener.filters().size());
    }

    private static List<CertificateVerdict.Usable> certificates(
            ListenerParent parent, Gateway.Listener listener, CertificateRefs refs, List<Condition> faults) {
        var certificates = new ArrayList<CertificateVerdict.Usable>();
        if (Protocols.endsTls(listener)) {
            refs.resolve(parent, listener).forEach(verdict -> {
                switch (verdict) {
                    case CertificateVerdict.Usable usable -> certificates.add(usable);
                    case CertificateVerdict.Refused refused -> faults.add(refused.resolvedRefs());
                }
            });
        }
        return certificates;
    }

    /** A filter of another type refers to nothing here; that it is not served is told by condition Accepted. */
    private static List<RouteFilter> filters(
            ListenerParent parent, Gateway.Listener listener, SpringFilters extensions, List<Condition> faults) {
        var filters = new ArrayList<RouteFilter>();
        for (int index = 0; index < listener.filters().size(); index++) {
            if (listener.filters().get(index) instanceof HttpRouteFilter.ExtensionRef ref) {
                switch (extensions.find(parent.name().namespace(), ref)) {
                    case SpringFilters.Outcome.Found(var filter) -> filters.add(filter);
                    case SpringFilters.Outcome.OtherKind(var kind) ->
                        faults.add(ListenerConditions.filterKind(index, kind));
                    case SpringFilters.Outcome.NotThere(var name) ->
                        faults.add(ListenerConditions.filterNotFound(index, name.toString()));
                    case SpringFilters.Outcome.Unusable(var name, var cause) ->
                        faults.add(ListenerConditions.filterUnusable(index, name.toString(), cause));
                }
            }
        }
        return filters;
    }

    private static List<RouteKind> supportedKinds(Gateway.Listener listener, List<Condition> faults) {
        var supported = Protocols.kinds(listener.protocol());
        var wanted = listener.allowedRoutes().kinds();
        var invalid = wanted.stream().filter(kind -> !supported.contains(kind)).toList();
        if (!invalid.isEmpty() && !supported.isEmpty()) {
            faults.add(ListenerConditions.invalidRouteKinds(words(invalid), words(supported)));
        }
        return wanted.isEmpty()
                ? supported
                : wanted.stream().filter(supported::contains).distinct().toList();
    }

    private static List<String> words(List<RouteKind> kinds) {
        return kinds.stream().map(RouteKind::kind).toList();
    }
}
