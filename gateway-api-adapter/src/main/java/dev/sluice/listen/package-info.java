/**
 * Server sockets: opens, keeps and drains them as the configuration says, and hands each request on.
 *
 * <p>Starts at {@link dev.sluice.listen.ListenerServers}; a request leaves this room by
 * {@link dev.sluice.edge.wire.RequestHandler}. Takes sockets, gives their state. Does not look at routes.
 *
 * <p>May depend on: {@code config.listener}, {@code config.mesh}, {@code datagram}, {@code edge}, {@code edge.wire},
 * {@code hop}, {@code publish}, {@code splice}, {@code stream}, {@code timing}, {@code tls}
 */
@NullMarked
package dev.sluice.listen;

import org.jspecify.annotations.NullMarked;
