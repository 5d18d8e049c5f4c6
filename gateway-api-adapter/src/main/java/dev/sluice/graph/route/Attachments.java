package dev.sluice.graph.route;

import dev.sluice.condition.Condition;
import dev.sluice.condition.RouteConditions;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.route.RouteHostname;
import dev.sluice.graph.gateway.RouteAdmission;
import dev.sluice.graph.mesh.ServiceParents;
import dev.sluice.graph.mesh.ServiceVerdict;
import dev.sluice.graph.reading.Reading;
import dev.sluice.graph.route.ParentIndex.Parent;
import dev.sluice.resource.Gateway.RouteKind;
import dev.sluice.resource.Kind;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.ParentRef;
import dev.sluice.resource.Route;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Finds the Listeners and the ports of Services that take a route. Questions in this order, each with its own reason:
 * does the parentRef name a place, does that place allow the route, has no stronger kind of routes the place, have both
 * a hostname in common.
 */
final class Attachments {

    private static final String GROUP = "gateway.networking.k8s.io";

    private final ParentIndex gateways;
    private final ServiceParents services;
    private final Reading reading;
    private final RouteAdmission admission;
    private final KindRivals rivals;

    Attachments(ParentIndex gateways, ServiceParents services, Reading reading) {
        this.gateways = gateways;
        this.services = services;
        this.reading = reading;
        this.admission = new RouteAdmission(reading.byName(Kinds.NAMESPACE));
        this.rivals = new KindRivals(reading);
    }

    /** Where a parentRef leads. */
    sealed interface Outcome {

        /** Condition Accepted. */
        Condition accepted();

        /**
         * To places that take the route.
         *
         * @param taken at least one, each at another place
         */
        record Attached(Condition accepted, List<Taken> taken) implements Outcome {}

        /** Nowhere. */
        record NotAttached(Condition accepted) implements Outcome {}
    }

    /** A place that takes a route, and the hostnames under which it does; at least one. */
    record Taken(Place place, List<RouteHostname> hostnames) {}

    /** Whether a parentRef of a route in this namespace names a Gateway of ours, a ListenerSet of one, or a Service. */
    boolean isOurs(ParentRef ref, String routeNamespace) {
        return services.isOurs(ref)
                || gateways.find(ref, routeNamespace, reading).isPresent();
    }

    /** Attaches a route by one of its parentRefs that is ours. */
    Outcome attach(ParentRef ref, Route route) {
        if (!services.isOurs(ref)) {
            return atGateway(ref, route);
        }
        return KindRivals.isServed(route.kind())
                ? atService(ref, route)
                : new Outcome.NotAttached(
                        RouteConditions.kindNotServedInMesh(route.kind().word()));
    }

    private Outcome atService(ParentRef ref, Route route) {
        var own = route.name().namespace();
        var name = ref.nameFrom(own);
        return switch (services.of(name)) {
            case ServiceVerdict.Refused(var accepted) -> new Outcome.NotAttached(accepted);
            case ServiceVerdict.Usable(var ports, var unknownMode) -> {
                var named = ports.stream()
                        .map(port -> Place.AtService.of(port, own, route.kind()))
                        .filter(place -> place.isNamedBy(ref))
                        .toList();
                yield named.isEmpty()
                        ? new Outcome.NotAttached(RouteConditions.noMatchingPort(name.toString(), wantedPort(ref)))
                        // What a Service says is for those who may read its namespace.
                        : atPorts(name, named, route, own.equals(name.namespace()) ? unknownMode : "");
            }
        };
    }

    private Outcome atPorts(ObjectName service, List<Place.AtService> named, Route route, String unknownMode) {
        var taken = new ArrayList<Place>();
        var lost = new ArrayList<String>();
        var holders = new LinkedHashSet<String>();
        for (Place place : named) {
            var stronger = rivals.of(route, service, place).map(it -> it.kind() + " " + it.name());
            if (stronger.isEmpty()) {
                taken.add(place);
            } else {
                lost.add(place.port() + " (" + stronger.get() + ")");
                holders.add(stronger.get());
            }
        }
        return taken.isEmpty()
                ? new Outcome.NotAttached(
                        RouteConditions.conflicted(route.kind().word(), service.toString(), String.join(", ", holders)))
                : new Outcome.Attached(
                        RouteConditions.acceptedByService(String.join(", ", lost), unknownMode), taken(taken, route));
    }

    private Outcome atGateway(ParentRef ref, Route route) {
        return gateways.find(ref, route.name().namespace(), reading)
                .map(parent -> atGateway(parent, ref, route))
                .orElseThrow();
    }

    private Outcome atGateway(Parent parent, ParentRef ref, Route route) {
        if (!parent.attached()) {
            return new Outcome.NotAttached(RouteConditions.parentNotAttached(parent.text()));
        }
        var named =
                parent.places().stream().filter(place -> place.isNamedBy(ref)).toList();
        if (named.isEmpty()) {
            return new Outcome.NotAttached(RouteConditions.noMatchingParent(parent.text(), wanted(ref)));
        }
        var kind = new RouteKind(GROUP, route.kind().word());
        var namespace = route.name().namespace();
        var allowing = named.stream()
                .filter(place -> place.kinds().contains(kind)
                        && admission.admits(place.allowed(), place.id().namespace(), namespace))
                .toList();
        if (allowing.isEmpty()) {
            return new Outcome.NotAttached(RouteConditions.notAllowedByListeners(
                    parent.text(), route.kind().word(), namespace, protocols(route.kind())));
        }
        var taken = taken(allowing, route);
        return taken.isEmpty()
                ? new Outcome.NotAttached(
                        RouteConditions.noMatchingListenerHostname(parent.text(), String.join(", ", route.hostnames())))
                : new Outcome.Attached(RouteConditions.accepted(), taken);
    }

    /** Source: ProtocolType. */
    private static String protocols(Kind<Route> kind) {
        return switch (kind.word()) {
            case "TLSRoute" -> "TLS";
            case "TCPRoute" -> "TCP";
            case "UDPRoute" -> "UDP";
            default -> "HTTP or HTTPS";
        };
    }

    private static List<Taken> taken(List<? extends Place> places, Route route) {
        var declared = route.hostnames().stream().map(Hostname::new).toList();
        return places.stream()
                .map(place -> new Taken(place, place.hostnames(declared)))
                .filter(taken -> !taken.hostnames().isEmpty())
                .toList();
    }

    private static String wanted(ParentRef ref) {
        var section = ref.sectionName();
        var port = ref.port();
        if (section == null) {
            return port == null ? "any name" : "port " + port;
        }
        return port == null ? "name " + section : "name " + section + " and port " + port;
    }

    /** Such as {@code 80 named web}. */
    private static String wantedPort(ParentRef ref) {
        var number = ref.port() == null ? "" : ref.port().toString();
        var name = ref.sectionName() == null ? "" : "named " + ref.sectionName();
        return (number + " " + name).strip();
    }
}
