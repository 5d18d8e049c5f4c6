package dev.sluice.graph.telemetry;

import dev.sluice.condition.BackendFault;
import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId.Use;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.tracing.OtlpProtocol;
import dev.sluice.graph.backend.BackendResolver;
import dev.sluice.graph.backend.BackendVerdict;
import dev.sluice.graph.grant.Grants;
import dev.sluice.resource.BackendObjectReference;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Service;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the collectors that policies name, and how they are spoken to. Source: TracingProvider.backendRef.
 *
 * @param services whose ports may say that they speak HTTP
 */
public record Collectors(BackendResolver backends, Map<ObjectName, Service> services) {

    /** OTLP over HTTP by convention; 4317 and every other port is gRPC. Source: OpenTelemetry Protocol. */
    private static final int HTTP_PORT = 4318;

    /** Whether there is one. */
    sealed interface Outcome {

        record Found(Backend backend, OtlpProtocol protocol) implements Outcome {}

        record Missing(BackendFault fault) implements Outcome {}
    }

    /** The same for the pods of a Gateway that can read Secrets and ConfigMaps of only one namespace; null: of all. */
    Collectors confinedTo(@Nullable String namespace) {
        return new Collectors(backends.confinedTo(namespace), services);
    }

    /** @param namespace of the policy */
    Outcome find(String namespace, BackendObjectReference ref) {
        var kind = Kinds.X_TELEMETRY_POLICY;
        var referrer = new Grants.Referrer(kind.group(), kind.word(), namespace);
        if (backends.resolve(referrer, ref, Use.HTTP) instanceof BackendVerdict.Resolved resolved
                && isHttp(resolved.backend(), ref.nameFrom(namespace))) {
            return new Outcome.Found(resolved.backend(), OtlpProtocol.HTTP);
        }
        return switch (backends.resolve(referrer, ref, Use.GRPC)) {
            case BackendVerdict.Resolved resolved -> new Outcome.Found(resolved.backend(), OtlpProtocol.GRPC);
            case BackendVerdict.Unresolved(var fault) -> new Outcome.Missing(fault);
        };
    }

    /** Only an XBackend says HTTP11. */
    private boolean isHttp(Backend backend, ObjectName name) {
        int port = backend.id().port();
        return port == HTTP_PORT || backend.protocol() == BackendProtocol.HTTP11 || saysHttp(name, port);
    }

    private boolean saysHttp(ObjectName name, int port) {
        Service service = services.get(name);
        return service != null
                && service.ports().stream()
                        .anyMatch(it -> it.port() == port && "http".equalsIgnoreCase(it.appProtocol()));
    }
}
