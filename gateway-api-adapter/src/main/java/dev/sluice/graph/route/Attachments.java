package dev.sluice.graph.route;

import dev.sluice.condition.RouteConditions;
import dev.sluice.config.match.Hostname;
import dev.sluice.graph.gateway.RouteAdmission;
import dev.sluice.graph.reading.Reading;
import dev.sluice.graph.route.ParentIndex.Parent;
import dev.sluice.graph.route.ParentNode.Attachment;
import dev.sluice.graph.route.ParentNode.Verdict;
import dev.sluice.resource.Gateway.RouteKind;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ParentRef;
import dev.sluice.resource.Route;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the Listeners that take a route. Three questions in this order, each with its own reason: does the parentRef
 * name a Listener, does that Listener allow the route, have both a hostname in common.
 */
final class Attachments {

    private static final String GROUP = "gateway.networking.k8s.io";

    private final ParentIndex parents;
    private final Reading reading;
    private final RouteAdmission admission;

    Attachments(ParentIndex parents, Reading reading) {
        this.parents = parents;
        this.reading = reading;
        this.admission = new RouteAdmission(reading.byName(Kinds.NAMESPACE));
    }

    /** Whether a parentRef of a route in this namespace names a Gateway of ours, or a ListenerSet of one. */
    boolean isOurs(ParentRef ref, String routeNamespace) {
        return parents.find(ref, routeNamespace, reading).isPresent();
    }

    /** Attaches a route by one of its parentRefs that is ours. */
    Verdict attach(ParentRef ref, Route route) {
        return parents.find(ref, route.name().namespace(), reading)
                .map(parent -> attach(parent, ref, route))
                .orElseThrow();
    }

    private Verdict attach(Parent parent, ParentRef ref, Route route) {
        if (!parent.attached()) {
            return new Verdict.NotAttached(RouteConditions.parentNotAttached(parent.text()));
        }
        var named = parent.places().stream().filter(place -> names(ref, place)).toList();
        if (named.isEmpty()) {
            return new Verdict.NotAttached(RouteConditions.noMatchingParent(parent.text(), wanted(ref)));
        }
        var kind = new RouteKind(GROUP, route.kind().word());
        var namespace = route.name().namespace();
        var allowing = named.stream()
                .filter(place -> place.kinds().contains(kind)
                        && admission.admits(place.allowed(), place.id().namespace(), namespace))
                .toList();
        return allowing.isEmpty()
                ? new Verdict.NotAttached(RouteConditions.notAllowedByListeners(
                        parent.text(), route.kind().word(), namespace))
                : attach(parent, allowing, route);
    }

    private static Verdict attach(Parent parent, List<Place> allowing, Route route) {
        var declared = route.hostnames().stream().map(Hostname::new).toList();
        var attachments = new ArrayList<Attachment>();
        for (Place place : allowing) {
            var hostnames = Hostnames.intersect(place.hostname(), declared);
            if (!hostnames.isEmpty()) {
                attachments.add(new Attachment(place.id(), hostnames));
            }
        }
        return attachments.isEmpty()
                ? new Verdict.NotAttached(
                        RouteConditions.noMatchingListenerHostname(parent.text(), String.join(", ", route.hostnames())))
                : new Verdict.Attached(RouteConditions.accepted(), attachments);
    }

    /** With sectionName and port both must match. Source: ParentReference.port, GEP-957. */
    private static boolean names(ParentRef ref, Place place) {
        var section = ref.sectionName();
        var port = ref.port();
        return (section == null || section.equals(place.id().name())) && (port == null || port == place.port());
    }

    private static String wanted(ParentRef ref) {
        var section = ref.sectionName();
        var port = ref.port();
        if (section == null) {
            return port == null ? "any name" : "port " + port;
        }
        return port == null ? "name " + section : "name " + section + " and port " + port;
    }
}
