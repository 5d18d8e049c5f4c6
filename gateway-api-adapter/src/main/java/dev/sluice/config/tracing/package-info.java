/**
 * How the requests of a Gateway are traced, where a policy says so.
 *
 * <p>Starts at {@link dev.sluice.config.tracing.GatewayTracing}. Takes nothing, gives values; knows no tracing library.
 *
 * <p>May depend on: {@code config.backend}
 */
@NullMarked
package dev.sluice.config.tracing;

import org.jspecify.annotations.NullMarked;
