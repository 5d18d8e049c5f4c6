package dev.sluice.resource;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says how Gateways trace their requests. Source: XTelemetryPolicy of v1.7, GEP-4768.
 *
 * @param tracing null: none given
 */
public record TelemetryPolicy(
        ObjectMeta metadata,
        List<TargetRef> targets,
        @Nullable Tracing tracing) implements Policy {

    public TelemetryPolicy {
        targets = List.copyOf(targets);
    }

    @Override
    public Kind<Policy> kind() {
        return Kinds.X_TELEMETRY_POLICY;
    }

    /** What spans are sent to, there or not; empty where nothing is named, or something that cannot be a backend. */
    public Optional<BackendName> collector() {
        return Optional.ofNullable(tracing)
                .flatMap(it -> Optional.ofNullable(it.provider()))
                .flatMap(it -> RouteBackendRef.backend(name().namespace(), it.backendRef())
                        .findFirst());
    }

    /**
     * TracingConfig, with the words as they are written.
     *
     * @param mode {@code Enabled}, {@code Disabled} or {@code ImplementationDefault}
     * @param provider null: none given, as for every mode but the first
     * @param samplingRate of new traces; null: the default of the gateway
     * @param parentBased null: none given
     * @param serviceName of the resource; null: that of the gateway
     * @param spanName null: method and route
     * @param attributes that spans have in addition
     */
    public record Tracing(
            String mode,
            @Nullable TracingProvider provider,
            @Nullable Fraction samplingRate,
            @Nullable ParentBased parentBased,
            @Nullable String serviceName,
            @Nullable String spanName,
            List<Attribute> attributes) {

        public Tracing {
            attributes = List.copyOf(attributes);
        }
    }

    /**
     * TracingProvider.
     *
     * @param headers that exports have, by name; of two names that differ in case only, the first one
     */
    public record TracingProvider(BackendObjectReference backendRef, Map<String, String> headers) {

        public TracingProvider {
            headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        }
    }

    /**
     * A share.
     *
     * @param numerator 0 to denominator
     * @param denominator 1 or more
     */
    public record Fraction(int numerator, int denominator) {}

    /**
     * ParentBasedSampling.
     *
     * @param mode {@code Enabled}, {@code Disabled} or {@code ImplementationDefault}
     * @param samplingRate of the requests whose parent is sampled; null: all
     */
    public record ParentBased(String mode, @Nullable Fraction samplingRate) {}

    /**
     * Attribute.
     *
     * @param name key of the attribute
     * @param sourceType {@code Header}, {@code Literal} or {@code Attribute}
     * @param value headerName, literalValue or attributeKey, whichever goes with the type; empty where it is missing
     */
    public record Attribute(String name, String sourceType, String value) {}
}
