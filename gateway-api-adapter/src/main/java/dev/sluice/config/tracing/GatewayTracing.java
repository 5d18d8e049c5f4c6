package dev.sluice.config.tracing;

import dev.sluice.config.backend.BackendId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of the requests of a Gateway that has a policy for traces. Source: TracingConfig, GEP-4768. */
public sealed interface GatewayTracing {

    /** They are not traced: {@code traceparent} reaches backends as it came. */
    record Off() implements GatewayTracing {}

    /**
     * They are traced, and their spans are sent to a collector of their own.
     *
     * @param headers of each export, in the order of the policy
     * @param serviceName {@code service.name} of the resource; null: that of the application
     * @param spanName of the requests' spans; null: method and route
     * @param attributes that every span has in addition
     */
    record Export(
            BackendId collector,
            OtlpProtocol protocol,
            List<ExportHeader> headers,
            SpanSampling sampling,
            @Nullable String serviceName,
            @Nullable String spanName,
            List<SpanAttribute> attributes)
            implements GatewayTracing {

        public Export {
            headers = List.copyOf(headers);
            attributes = List.copyOf(attributes);
        }
    }

    /** A header of the requests to a collector, whose value may be a secret. */
    record ExportHeader(String name, String value) {

        /** Without the value. */
        @Override
        public String toString() {
            return name;
        }
    }
}
