/**
 * What stands on a connection between the socket and the decoders of HTTP: judges what they would hide or let pass,
 * cuts off floods, and keeps the clock.
 *
 * <p>Starts at {@link dev.sluice.edge.wire.ConnectionFront}. Takes octets, gives the same octets on as long as they are
 * sound, and a {@link dev.sluice.edge.RefusedHead} in the place of a request that is not. Does not decode requests:
 * that is for the codecs behind it.
 *
 * <p>May depend on: {@code answer}, {@code edge}, {@code message}
 */
@NullMarked
package dev.sluice.edge.wire;

import org.jspecify.annotations.NullMarked;
