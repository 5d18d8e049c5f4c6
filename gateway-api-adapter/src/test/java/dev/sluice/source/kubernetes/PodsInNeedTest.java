package dev.sluice.source.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.resource.BackendObjectReference;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectMeta;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Policy;
import dev.sluice.resource.TargetRef;
import dev.sluice.resource.TelemetryPolicy;
import dev.sluice.resource.TelemetryPolicy.Tracing;
import dev.sluice.resource.TelemetryPolicy.TracingProvider;
import dev.sluice.resource.XBackend;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pods are read where an XBackend that is used selects them. */
final class PodsInNeedTest {

    private static ObjectMeta meta(String namespace, String name) {
        return new ObjectMeta(new ObjectName(namespace, name), "", 1, Instant.EPOCH, Map.of(), Map.of());
    }

    private static XBackend selecting(String namespace, String name) {
        return new XBackend(
                meta(namespace, name),
                new XBackend.Definition.Spec(
                        new XBackend.Destination.EndpointSelector(Map.of("app", "otel")),
                        4317,
                        null,
                        new XBackend.Tls("None", null, null),
                        null));
    }

    private static Policy tracesTo(String namespace, String name) {
        var ref = new BackendObjectReference(Kinds.X_BACKEND.group(), "XBackend", namespace, name, null);
        return new TelemetryPolicy(
                meta("shop", "traces"),
                List.of(new TargetRef(Kinds.GATEWAY.group(), "Gateway", "gw", null)),
                new Tracing("Enabled", new TracingProvider(ref, Map.of()), null, null, null, null, List.of()));
    }

    @Test
    void collectorIsUsed() {
        assertThat(PodsInNeed.namespaces(
                        Stream.of(selecting("monitoring", "otel"), selecting("other", "otel")),
                        Stream.of(),
                        Stream.of(tracesTo("monitoring", "otel"))))
                .containsExactly("monitoring");
    }

    @Test
    void collectorOfAnotherNameIsNot() {
        assertThat(PodsInNeed.namespaces(
                        Stream.of(selecting("monitoring", "otel")),
                        Stream.of(),
                        Stream.of(tracesTo("monitoring", "gone"))))
                .isEmpty();
    }
}
