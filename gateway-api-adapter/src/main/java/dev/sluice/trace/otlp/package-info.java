/**
 * Sends spans to the collectors that policies name, by OTLP over gRPC or HTTP, as any other request to a backend.
 *
 * <p>Starts at {@link dev.sluice.trace.otlp.CollectorExporter}. Takes finished spans; a batch that cannot be delivered
 * is dropped, the log says so once, and a {@link dev.sluice.trace.SpanObserver} each time. Used only where
 * OpenTelemetry's exporter for OTLP is on the class path.
 *
 * <p>May depend on: {@code answer}, {@code config.backend}, {@code config.tracing}, {@code message}, {@code trace},
 * {@code upstream}
 */
@NullMarked
package dev.sluice.trace.otlp;

import org.jspecify.annotations.NullMarked;
