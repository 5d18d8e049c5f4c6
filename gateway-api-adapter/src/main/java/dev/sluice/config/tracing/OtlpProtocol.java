package dev.sluice.config.tracing;

/** How spans are sent to a collector. Source: OpenTelemetry Protocol, 1.8. */
public enum OtlpProtocol {
    /** By calls of TraceService/Export. */
    GRPC,
    /** By POST requests to {@code /v1/traces}, in binary Protobuf. */
    HTTP
}
