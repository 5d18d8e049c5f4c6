/**
 * Which endpoint of a backend takes the next request: the less busy of two, none that is known to fail, one that is new
 * only little by little.
 *
 * <p>Starts at {@link dev.sluice.balance.Balancer}. Takes endpoints, and from each request how it ended; gives a {@link
 * dev.sluice.balance.Member}. Opens no connection and sends no request.
 *
 * <p>May depend on: {@code config.backend}
 */
@NullMarked
package dev.sluice.balance;

import org.jspecify.annotations.NullMarked;
