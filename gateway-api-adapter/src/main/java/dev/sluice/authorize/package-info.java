/**
 * Asks an authorizer whether a request may go to a backend: over plain HTTP, or by Envoy's ext_authz over gRPC. Source:
 * HTTPExternalAuthFilter, GEP-1494.
 *
 * <p>Starts at {@link dev.sluice.authorize.Check}. Takes a {@link dev.sluice.authorize.Question}, gives a {@link
 * dev.sluice.authorize.Verdict}; what cannot be asked or understood is no permission. Knows neither rules nor the
 * order of filters.
 *
 * <p>May depend on: {@code config.backend}, {@code config.filter}, {@code message}, {@code hop}, {@code answer},
 * {@code trace}, {@code upstream}
 */
@NullMarked
package dev.sluice.authorize;

import org.jspecify.annotations.NullMarked;
