/**
 * Server sockets: opens, keeps and drains them as the configuration says, and hands each request on.
 *
 * <p>Starts at {@link dev.sluice.listen.RequestHandler}, which is where a request leaves this room.
 *
 * <p>May depend on: {@code config}, {@code config.*}, {@code publish}, {@code tls}
 */
@NullMarked
package dev.sluice.listen;

import org.jspecify.annotations.NullMarked;
