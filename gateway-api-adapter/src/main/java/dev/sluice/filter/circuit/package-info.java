/**
 * The filter that keeps requests from a backend that fails, by Resilience4j: what its arguments mean, what counts as a
 * failure, and what is answered meanwhile.
 *
 * <p>Starts at {@link dev.sluice.filter.circuit.CircuitBreaking}. Single endpoints that fail are {@code balance}'s: a
 * circuit is about all that a rule leads to.
 *
 * <p>May depend on: {@code filter}, {@code message}, {@code answer}, {@code program}
 */
@NullMarked
package dev.sluice.filter.circuit;

import org.jspecify.annotations.NullMarked;
