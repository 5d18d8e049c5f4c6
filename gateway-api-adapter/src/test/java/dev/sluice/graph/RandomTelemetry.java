package dev.sluice.graph;

import dev.sluice.resource.BackendObjectReference;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.TargetRef;
import dev.sluice.resource.TelemetryPolicy;
import dev.sluice.resource.TelemetryPolicy.Attribute;
import dev.sluice.resource.TelemetryPolicy.Fraction;
import dev.sluice.resource.TelemetryPolicy.Tracing;
import dev.sluice.resource.TelemetryPolicy.TracingProvider;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Policies for traces, also of Gateways and collectors that are not there. */
final class RandomTelemetry {

    private final Draw draw;

    RandomTelemetry(Draw draw) {
        this.draw = draw;
    }

    TelemetryPolicy policy() {
        return new TelemetryPolicy(
                draw.meta(draw.namespace(), draw.one("traces", "traces2", "traces3")),
                Stream.generate(() -> new TargetRef(
                                Kinds.GATEWAY.group(),
                                draw.onceIn(12) ? "HTTPRoute" : "Gateway",
                                draw.one("gw", "gw1", "gw2"),
                                null))
                        .limit(1 + draw.below(2))
                        .toList(),
                tracing());
    }

    private @Nullable Tracing tracing() {
        return switch (draw.below(6)) {
            case 0 -> null;
            case 1 -> new Tracing("Disabled", null, null, null, null, null, List.of());
            case 2 -> new Tracing("Enabled", null, null, null, null, null, List.of());
            default ->
                new Tracing(
                        "Enabled",
                        new TracingProvider(collector(), Map.of()),
                        new Fraction(draw.below(3), 2),
                        null,
                        null,
                        null,
                        List.of(new Attribute("a", "Literal", draw.one("x", "y"))));
        };
    }

    private BackendObjectReference collector() {
        return draw.onceIn(3)
                ? new BackendObjectReference(
                        Kinds.X_BACKEND.group(), "XBackend", draw.nullOr("a"), draw.one("x0", "x1"), null)
                : new BackendObjectReference("", "Service", draw.nullOr("a"), "s" + draw.below(4), 80);
    }
}
