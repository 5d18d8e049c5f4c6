package dev.sluice.graph;

import dev.sluice.resource.BackendTrafficPolicy;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.RetryConstraint;
import dev.sluice.resource.SessionPersistence;
import dev.sluice.resource.SessionPersistence.Form;
import dev.sluice.resource.TargetRef;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What rules and policies ask for of sessions, in every form, and what cannot be served. */
final class RandomSessions {

    private final Draw draw;

    RandomSessions(Draw draw) {
        this.draw = draw;
    }

    BackendTrafficPolicy policy() {
        return new BackendTrafficPolicy(
                draw.meta(draw.namespace(), draw.one("policy", "policy2", "policy3")),
                draw.one(Kinds.BACKEND_LB_POLICY, Kinds.X_BACKEND_TRAFFIC_POLICY),
                Stream.generate(() ->
                                new TargetRef("", draw.onceIn(12) ? "Bucket" : "Service", "s" + draw.below(4), null))
                        .limit(1 + draw.below(2))
                        .toList(),
                draw.onceIn(6) ? null : session(),
                draw.onceIn(3)
                        ? new RetryConstraint(draw.below(3), Duration.ofSeconds(10), 1, Duration.ofSeconds(1))
                        : null,
                draw.onceIn(6) ? List.of("spec.targetRefs[0]") : List.of());
    }

    SessionPersistence session() {
        return new SessionPersistence(
                draw.onceIn(8) ? Form.MIXED : draw.one(Form.V1_1, Form.V1_7),
                draw.one("Cookie", "Cookie", "Header"),
                draw.onceIn(8) ? "not a name" : draw.nullOr("session"),
                draw.nullOr("/cart"),
                draw.onceIn(4),
                draw.nullOr(Duration.ofHours(draw.below(2))),
                draw.nullOr(Duration.ofMinutes(draw.below(2))));
    }
}
