/**
 * Traces by OpenTelemetry: spans of requests and attempts with the attributes of its semantic conventions, sent to the
 * application's span processors, or to the collector that a policy names.
 *
 * <p>Starts at {@link dev.sluice.trace.otel.OtelTracing}. Takes headers and finished requests, gives spans. Decides
 * which requests are sampled. Used only where OpenTelemetry is on the class path.
 *
 * <p>May depend on: {@code config.backend}, {@code config.listener}, {@code config.tracing}, {@code message},
 * {@code observe}, {@code trace}, {@code trace.otlp}, {@code upstream}
 */
@NullMarked
package dev.sluice.trace.otel;

import org.jspecify.annotations.NullMarked;
