package dev.sluice.graph.gateway;

import dev.sluice.condition.Condition;
import dev.sluice.condition.ListenerConditions;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.HttpRouteFilter;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What a Listener must meet on its own. The first check that fails gives condition Accepted. */
final class ListenerChecks {

    private static final List<Function<Gateway.Listener, Optional<Condition>>> IN_ORDER = List.of(
            ListenerChecks::portIsGiven,
            ListenerChecks::protocolIsServed,
            ListenerChecks::tlsIsSet,
            ListenerChecks::clientsCanBeVerified,
            ListenerChecks::everyFieldIsServed,
            ListenerChecks::filtersSeeRequests,
            ListenerChecks::everyFilterIsServed);

    private ListenerChecks() {}

    /** Condition Accepted of the first check that fails. */
    static Optional<Condition> failing(Gateway.Listener listener) {
        return IN_ORDER.stream()
                .flatMap(check -> check.apply(listener).stream())
                .findFirst();
    }

    private static Optional<Condition> portIsGiven(Gateway.Listener listener) {
        return listener.port() == 0 ? Optional.of(ListenerConditions.unsupportedPort()) : Optional.empty();
    }

    private static Optional<Condition> protocolIsServed(Gateway.Listener listener) {
        return Protocols.served(listener.protocol()).isPresent()
                ? Optional.empty()
                : Optional.of(ListenerConditions.unsupportedProtocol(listener.protocol()));
    }

    private static Optional<Condition> tlsIsSet(Gateway.Listener listener) {
        if (!Protocols.speaksTls(listener)) {
            return Optional.empty();
        }
        var tls = listener.tls();
        if (tls == null) {
            return Optional.of(ListenerConditions.tlsMissing(listener.protocol()));
        }
        return listener.protocol().equals("TLS") || Protocols.endsTls(listener)
                ? Optional.empty()
                : Optional.of(ListenerConditions.unsupportedTlsMode(tls.mode()));
    }

    /** Who passes TLS through sees no certificate: clients that should be refused would be admitted. */
    private static Optional<Condition> clientsCanBeVerified(Gateway.Listener listener) {
        var tls = listener.tls();
        return tls != null && tls.frontendValidation() != null && !Protocols.endsTls(listener)
                ? Optional.of(ListenerConditions.validationNotPossible())
                : Optional.empty();
    }

    /** The API server does not ask this of a ListenerSet. Source: ListenerEntry.filters. */
    private static Optional<Condition> filtersSeeRequests(Gateway.Listener listener) {
        return listener.filters().isEmpty() || Protocols.speaksHttp(listener)
                ? Optional.empty()
                : Optional.of(ListenerConditions.filtersWithoutRequests(listener.protocol()));
    }

    /** None may be left out: requests rely on what it does. Source: ListenerFilters.requests. */
    private static Optional<Condition> everyFilterIsServed(Gateway.Listener listener) {
        for (int index = 0; index < listener.filters().size(); index++) {
            var filter = listener.filters().get(index);
            if (!(filter instanceof HttpRouteFilter.ExtensionRef)) {
                return Optional.of(ListenerConditions.filterNotServed(index, filter.type()));
            }
        }
        return Optional.empty();
    }

    private static Optional<Condition> everyFieldIsServed(Gateway.Listener listener) {
        return listener.unsupported().isEmpty()
                ? Optional.empty()
                : Optional.of(ListenerConditions.fieldsNotServed(listener.unsupported()));
    }
}
