/**
 * What the data plane must do: plain, serialisable data, which names neither Kubernetes nor an HTTP server.
 *
 * <p>Starts at {@link dev.sluice.config.GatewayConfig}. Translation makes it, the data plane serves it.
 *
 * <p>May depend on: {@code config.*}
 */
@NullMarked
package dev.sluice.config;

import org.jspecify.annotations.NullMarked;
