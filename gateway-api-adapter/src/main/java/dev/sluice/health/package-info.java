/**
 * Tells load balancers whether to send requests here.
 *
 * <p>Starts at {@link dev.sluice.health.ServingReadiness}. Takes what the pipeline did, gives a state; starts and stops
 * nothing.
 *
 * <p>May depend on: {@code pipeline}
 */
@NullMarked
package dev.sluice.health;

import org.jspecify.annotations.NullMarked;
