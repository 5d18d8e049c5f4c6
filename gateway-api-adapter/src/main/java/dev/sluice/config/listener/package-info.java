/**
 * Sockets, the Listeners that share them, and their certificates.
 *
 * <p>Starts at {@link dev.sluice.config.listener.ListenerSocket}. Takes nothing, gives values; opens no socket.
 *
 * <p>May depend on: {@code config.filter}, {@code config.match}, {@code config.route}, {@code config.tls},
 * {@code config.tracing}
 */
@NullMarked
package dev.sluice.config.listener;

import org.jspecify.annotations.NullMarked;
