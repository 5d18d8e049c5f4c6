package dev.sluice.graph;

import dev.sluice.resource.BackendTlsPolicy;
import dev.sluice.resource.ObjectReference;
import dev.sluice.resource.Pod;
import dev.sluice.resource.SessionPersistence;
import dev.sluice.resource.SessionPersistence.Form;
import dev.sluice.resource.Unreadable;
import dev.sluice.resource.XBackend;
import dev.sluice.resource.XBackend.Definition;
import dev.sluice.resource.XBackend.Destination;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** XBackends that can and cannot be served, and the pods that they select. */
final class RandomXBackends {

    private final Draw draw;
    private final RandomGateways gateways;

    RandomXBackends(Draw draw, RandomGateways gateways) {
        this.draw = draw;
        this.gateways = gateways;
    }

    XBackend xBackend() {
        return new XBackend(
                draw.meta(draw.namespace(), "x" + draw.below(2)),
                draw.onceIn(20) ? new Definition.Unread(new Unreadable("spec", "of a newer version", "wait")) : spec());
    }

    private Definition spec() {
        return new Definition.Spec(
                destination(),
                draw.onceIn(20) ? null : 8080,
                draw.onceIn(4) ? draw.one("HTTP", "HTTP11", "GRPC", "TCP") : null,
                tls(),
                draw.onceIn(3) ? session() : null);
    }

    /** The form that an XBackend has, more often than not one that can be served. */
    private SessionPersistence session() {
        String type = draw.one("Cookie", "Header");
        return new SessionPersistence(
                Form.V1_7, type, draw.onceIn(8) ? "not a name" : "session", null, false, Duration.ofHours(1), null);
    }

    private Destination destination() {
        return switch (draw.below(16)) {
            case 0 -> new Destination.ExternalHostname(draw.one("api.example.com", "192.0.2.1"));
            case 1 -> new Destination.Unknown("Bucket");
            case 2 -> new Destination.EndpointSelector(Map.of("app", "cart", "tier", "front"));
            default -> new Destination.EndpointSelector(Map.of("app", "cart"));
        };
    }

    private XBackend.Tls tls() {
        if (draw.onceIn(3)) {
            return new XBackend.Tls("None", null, null);
        }
        var issuers = draw.onceIn(4) ? List.of(gateways.issuersRef(null)) : List.<ObjectReference>of();
        var validation = new BackendTlsPolicy.Validation(
                issuers,
                issuers.isEmpty() ? draw.one("System", "System", "example.com/other") : null,
                "s.example.com",
                List.of());
        boolean shows = !draw.onceIn(3);
        var certificate = new ObjectReference("", "Secret", "tls", draw.onceIn(6) ? draw.namespace() : null);
        return new XBackend.Tls(
                shows ? "ClientAndServer" : "ServerOnly",
                shows && !draw.onceIn(16) ? certificate : null,
                draw.onceIn(16) ? null : validation);
    }

    Pod pod() {
        var labels = draw.one(
                Map.of("app", "cart"),
                Map.of("app", "cart"),
                Map.of("app", "cart", "zone", draw.one("x", "y")),
                Map.of("app", "cart", "tier", draw.one("front", "back")),
                Map.of("app", "other"),
                Map.<String, String>of());
        return new Pod(
                draw.meta(draw.namespace(), "pod" + draw.below(2), labels),
                draw.onceIn(8) ? null : "10.0.1." + draw.below(3),
                !draw.onceIn(6),
                draw.onceIn(3));
    }
}
