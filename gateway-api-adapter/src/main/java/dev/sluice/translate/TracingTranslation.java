package dev.sluice.translate;

import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.listener.ParentId;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.config.tls.Certificate;
import dev.sluice.config.tracing.GatewayTracing;
import dev.sluice.config.tracing.GatewayTracing.Export;
import dev.sluice.graph.telemetry.TelemetryNode;
import dev.sluice.graph.telemetry.TelemetryNode.Effect;
import dev.sluice.translate.RuleTranslation.Shown;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Translates policies for traces, and gathers the collectors of those Gateways that are asked for. */
final class TracingTranslation {

    private final Map<ParentId, Effect> effects = new HashMap<>();
    private final Map<String, Certificate> certificates;
    private final Map<BackendId, Backend> backends;

    /**
     * @param certificates what Gateways show to backends, by their names
     * @param backends to which collectors are added
     */
    TracingTranslation(
            List<TelemetryNode> policies, Map<String, Certificate> certificates, Map<BackendId, Backend> backends) {
        policies.forEach(policy -> policy.effects().stream()
                .filter(effect -> effect.tracing() != null)
                .forEach(effect -> effects.put(effect.gateway(), effect)));
        this.certificates = certificates;
        this.backends = backends;
    }

    /** What a socket of a Gateway has; null where no policy says anything, and where there are no requests. */
    @Nullable
    GatewayTracing of(ParentId gateway, SocketProtocol protocol) {
        Effect effect = effects.get(gateway);
        if (effect == null) {
            return null;
        }
        return switch (protocol) {
            case HTTP, TLS -> of(effect);
            case TCP, UDP -> null;
        };
    }

    private @Nullable GatewayTracing of(Effect effect) {
        if (!(effect.tracing() instanceof Export export) || effect.collector() == null) {
            return effect.tracing();
        }
        Backend collector = reached(effect.gateway(), effect.collector());
        backends.put(collector.id(), collector);
        return new Export(
                collector.id(),
                export.protocol(),
                export.headers(),
                export.sampling(),
                export.serviceName(),
                export.spanName(),
                export.attributes());
    }

    private Backend reached(ParentId gateway, Backend collector) {
        Certificate certificate = certificates.get(gateway.toString());
        return certificate == null ? collector : new Shown(gateway.toString(), certificate).to(collector);
    }
}
