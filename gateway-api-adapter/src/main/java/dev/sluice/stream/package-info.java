/**
 * Connections and flows that are forwarded octet by octet: TCPRoute, TLSRoute, UDPRoute.
 *
 * <p>Starts at {@link dev.sluice.stream.StreamServing}, where a connection finds its rule. Takes a
 * {@code GatewayConfig}, gives connections to backends. Does not open sockets for clients and looks at no octet.
 *
 * <p>May depend on: {@code config}, {@code config.*}, {@code balance}, {@code hop}, {@code splice}, {@code table},
 * {@code upstream}
 */
@NullMarked
package dev.sluice.stream;

import org.jspecify.annotations.NullMarked;
