package dev.sluice.config.filter;

import dev.sluice.config.backend.BackendId;

/**
 * A copy of requests for another backend, whose answers nobody sees. Source: HTTPRequestMirrorFilter.
 *
 * @param backend of the same GatewayConfig; a mirror whose backendRef leads nowhere is not in the configuration
 * @param numerator of the share of requests that are copied, 0 to {@code denominator}; percent is a denominator of 100
 * @param denominator 1 or more
 */
public record Mirror(BackendId backend, int numerator, int denominator) {}
