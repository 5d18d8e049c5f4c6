/**
 * The connections of clients: HTTP/1.1 and HTTP/2 from their octets to requests, and from responses to octets. Judges
 * what two readers could take in two ways, cuts off floods, and keeps the limits of time.
 *
 * <p>Starts at {@link dev.sluice.edge.wire.HttpConnections}. Takes a channel whose TLS, if any, is done; gives each
 * request as a {@link dev.sluice.edge.wire.ClientStream} to a {@link dev.sluice.edge.wire.RequestHandler}, one that is
 * refused with a {@link dev.sluice.edge.RefusedHead}. Does not look at routes.
 *
 * <p>May depend on: {@code answer}, {@code config.listener}, {@code edge}, {@code hop}, {@code http2},
 * {@code message}, {@code timing}
 */
@NullMarked
package dev.sluice.edge.wire;

import org.jspecify.annotations.NullMarked;
