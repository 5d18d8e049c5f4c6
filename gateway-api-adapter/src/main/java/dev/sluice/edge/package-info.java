/**
 * The judgement over the head of a request: what is let in, as what it is routed and forwarded, and what is refused.
 *
 * <p>Starts at {@link dev.sluice.edge.RequestGate}. Takes the head of a request, gives an {@link
 * dev.sluice.edge.Admission}. Does not look at routes and writes no answer.
 *
 * <p>May depend on: {@code answer}, {@code message}
 */
@NullMarked
package dev.sluice.edge;

import org.jspecify.annotations.NullMarked;
